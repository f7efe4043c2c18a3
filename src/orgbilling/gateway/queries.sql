-- Calls to models: what they cost, and what is known of them while they run.

-- name: gateway_terms
-- The subscription itself is checked by the hold. Without a plan or a price what belongs to it is null.
-- never null: ordinal, user_id, key_id, scopes, managed_markup, is_due, is_limited, falls_over
select
    ordinal, user_id, key_id, scopes, subscription_plan, managed_markup, own_key_markup, price_id, input_usd_per_million,
    output_usd_per_million, cached_input_usd_per_million, cache_write_usd_per_million, audio_input_usd_per_million,
    audio_output_usd_per_million, output_tokens_max, parts, is_due,
    is_limited, barred, falls_over, upstream_prices
from gateway_terms(%s::uuid[], %s::bytea[], %s::text[], %s::inet[], %s::timestamptz, %s::timestamptz, %s::text[]);

-- name: settle_organization
select settle_organization(%(org_id)s, %(now)s);

-- name: find_price
-- never null: price_id, input_usd_per_million, output_usd_per_million
select
    p.price_id, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts
from model_prices as p
where p.price_id = %(price_id)s
union all
select
    p.price_id, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts
from organization_model_prices as p
where p.org_id = %(org_id)s and p.price_id = %(price_id)s
union all
select
    p.price_id, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts
from upstream_model_prices as p
where p.price_id = %(price_id)s;

-- name: offered_models
-- Of the models that an organization's own keys serve, where they do (`has_own`), and of `models`, which ours serve, those
-- with a price. `own_name` is of the key that is asked first; null where none is.
-- never null: model, valid_from, price_id, input_usd_per_million, output_usd_per_million
with own as (
    select distinct on (m.model) m.model, k.name, k.base_url, m.own_model
    from organization_provider_keys as k
    cross join lateral jsonb_each_text(k.models) as m (model, own_model)
    where
        k.org_id = %(org_id)s and k.revoked_at is null and %(has_own)s
        and (%(only)s::text is null or m.model = %(only)s)
    order by m.model asc, k.provider_key_id asc
),

served as (
    select o.model from own as o
    union
    select m.model from unnest(%(models)s::text[]) as m (model)
    where %(only)s::text is null or m.model = %(only)s
)

-- Of them those that a call of this key would not be refused.
select
    s.model, p.valid_from, p.price_id, p.input_usd_per_million, p.output_usd_per_million, p.cached_input_usd_per_million,
    p.cache_write_usd_per_million, p.audio_input_usd_per_million, p.audio_output_usd_per_million, p.output_tokens_max,
    p.parts::text as parts, o.name as own_name, o.base_url as own_base_url, o.own_model
from served as s
left join own as o on o.model = s.model
cross join lateral (
    select v.*
    from (
        select
            1 as place, w.price_id, w.valid_from, w.input_usd_per_million, w.output_usd_per_million, w.cached_input_usd_per_million,
            w.cache_write_usd_per_million, w.audio_input_usd_per_million, w.audio_output_usd_per_million, w.output_tokens_max, w.parts
        from organization_model_prices as w
        -- The organization's own price holds where nobody but its own keys serves the model.
        where
            w.org_id = %(org_id)s and w.model = s.model and w.valid_from <= %(now)s and o.model is not null
            and s.model <> all(%(models)s::text[])
        union all
        select
            2, l.price_id, l.valid_from, l.input_usd_per_million, l.output_usd_per_million, l.cached_input_usd_per_million,
            l.cache_write_usd_per_million, l.audio_input_usd_per_million, l.audio_output_usd_per_million, l.output_tokens_max, l.parts
        from model_prices as l
        where l.model = s.model and l.valid_from <= %(now)s
    ) as v
    order by v.place asc, v.valid_from desc
    limit 1
) as p
where
    not %(is_limited)s
    or spending_bar(%(org_id)s, %(user_id)s, %(credential_id)s, 'llm', s.model, %(address)s::inet, %(now)s) is null
order by s.model collate "C";

-- name: journal
select journal_gateway_calls(
    %(org_ids)s::uuid[], %(hold_ids)s::uuid[], %(upstreams)s::text[], %(output_tokens)s::bigint[], %(hold_ttl_s)s,
    %(price_ids)s::uuid[], %(markups)s::numeric[]
);

-- name: held_credits
-- What running calls and other holds of a member have set aside; those past their time count as free. Of a call that was
-- refused with so much available, what was set aside then, as far as it is not used since: it may be free by now.
select
    greatest(
        a.held_credits - e.credits, a.allocated_credits - a.used_credits - coalesce(%(available_credits)s::numeric, 'infinity')
    ) as held_credits
from user_credit_allocations as a
cross join lateral expired_credits(a.org_id, a.user_id, a.held_credits, %(now)s) as e
where a.org_id = %(org_id)s and a.user_id = %(user_id)s;

-- name: find_hold
-- By its request key, which is the request's id.
select g.hold_id
from credit_request_keys as k
cross join lateral (
    select c.hold_id, c.settled_at from gateway_calls as c where c.org_id = k.org_id and c.hold_id = k.result_id
    offset 0
) as g
where k.org_id = %(org_id)s and k.request_key = %(request_id)s and g.settled_at is null;

-- name: take_abandoned
-- never null: org_id, hold_id, request_id, user_id, model, upstream, price_id, markup
-- never null: input_tokens_estimated, output_tokens_journaled, dispatched_at
select
    c.org_id, c.hold_id, c.request_id, c.user_id, c.model, c.upstream, c.price_id, c.markup, c.input_tokens_estimated,
    c.output_tokens_journaled, c.dispatched_at, c.fees, c.audio_input_tokens, c.service_tier
from take_abandoned_gateway_calls(%(silent_s)s, %(limit)s) as c;

-- name: begin_free_call
select begin_free_call(%(org_id)s, %(user_id)s, %(credential_id)s, %(input_tokens)s)::text as blocked_limit;

-- name: record_free_usage
select record_free_usage(
    %(org_id)s, %(user_id)s, %(request_id)s, 'llm', %(model)s, %(metadata)s::jsonb, %(credential_id)s
);

-- name: receipt
select
    u.usage_id, u.request_id, u.created_at, u.user_id, e.email as user_email, u.service_type, u.service_name,
    u.credits_used as credits, u.uncollected_credits, u.api_cost_usd, u.markup_usd, u.request_metadata,
    (
        select coalesce(sum(r.credits), 0) from credit_usage_refunds as r
        where r.org_id = u.org_id and r.usage_id = u.usage_id
    ) as refunded_credits
from usage_receipt(%(org_id)s, %(request_id)s) as u
left join lateral (
    select p.email from users as p where p.user_id = u.user_id
    offset 0
) as e on true
where %(user_id)s::text is null or u.user_id = %(user_id)s;
