set local lock_timeout = '10s';
drop function if exists calendar_stands();
drop function if exists note_heartbeat(uuid, text, double precision);
drop table calendar_stops;
drop table calendar_heartbeats;
drop table calendar_settings;
