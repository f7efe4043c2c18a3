set local lock_timeout = '10s';

alter table gateway_calls
drop column fees,
drop column audio_input_tokens,
drop column service_tier;
