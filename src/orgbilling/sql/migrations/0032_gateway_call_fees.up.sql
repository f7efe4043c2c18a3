-- What a call costs beside its tokens, known before it is sent: the characters and seconds of its input.
set local lock_timeout = '10s';

alter table gateway_calls add column fees jsonb check (jsonb_typeof(fees) = 'object');
comment on column gateway_calls.fees is 'Units of its input that are no tokens, by the fee of the price; null: none.';
