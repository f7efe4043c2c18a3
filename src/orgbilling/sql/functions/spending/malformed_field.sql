create or replace function malformed_field(i spend_item) returns text
language sql
immutable parallel safe
return coalesce(
    case
        when (i).org_id is null then 'org_id'
        when (i).verb in ('deduct', 'reserve') then case
            when coalesce(length((i).request_key) not between 1 and 255 /* ID_CHARACTERS_MAX */, true) then 'request_id'
            when coalesce(length((i).user_id) not between 1 and 255 /* ID_CHARACTERS_MAX */, true) then 'user_id'
            when (i).verb = 'deduct' and (i).service_type is null then 'service_type'
            when (i).verb = 'reserve' and (i).ttl_s not between 1 /* HOLD_TTL_S_MIN */ and 86400 /* HOLD_TTL_S_MAX */ then 'ttl_s'
        end
        when (i).verb in ('capture', 'release') then case when (i).hold_id is null then 'hold_id' end
        else 'verb'
    end,
    case
        when (i).verb = 'release' then null
        -- A day's sum is found by them: an index has no room for more.
        when length((i).service_type) > 100 /* SERVICE_TYPE_CHARACTERS_MAX */ then 'service_type'
        when length((i).service_name) > 255 /* SERVICE_NAME_STORED_CHARACTERS_MAX */ then 'service_name'
        -- NaN and infinity sort above every number.
        when coalesce(
            (i).credits <= 0 or (i).credits >= 1e10 /* CREDITS_BELOW */
            or scale(trim_scale((i).credits)) > 6 /* CREDIT_DECIMALS_MAX */, true
        ) then 'credits'
        when
            (i).api_cost_usd < 0 or (i).api_cost_usd >= 1e12 /* COST_USD_BELOW */
            or scale((i).api_cost_usd) > 12 /* USD_DECIMALS_MAX */
            then 'api_cost_usd'
        when
            (i).markup_usd <= -1e12 /* COST_USD_BELOW */ or (i).markup_usd >= 1e12 /* COST_USD_BELOW */
            or scale((i).markup_usd) > 12 /* USD_DECIMALS_MAX */
            then 'markup_usd'
    end
);
comment on function malformed_field(spend_item) is 'The field for which an item is not what it must be; null: none. Credits are above 0, below 10,000,000,000, with at most 6 decimals; costs are below 1,000,000,000,000 dollars with at most 12; a deduct and a reserve need a request id and a user, a deduct a service type (of at most 100 characters, its name 255), a capture and a release a hold.';
