-- What tells the cost of a call beside its tokens, known before it is sent: the characters and seconds of its input, what of it is
-- sound, and the service tier that it asks for.
set local lock_timeout = '10s';

alter table gateway_calls
add column fees jsonb check (jsonb_typeof(fees) = 'object'),
add column audio_input_tokens bigint,
add column service_tier text;
comment on column gateway_calls.fees is 'Units of its input that are no tokens, by the fee of the price; null: none.';
comment on column gateway_calls.audio_input_tokens is 'Those of its input_tokens_estimated that are sound; null: none.';
comment on column gateway_calls.service_tier is 'The service tier that it asks for, where that has a price of its own; null: the standard one.';
