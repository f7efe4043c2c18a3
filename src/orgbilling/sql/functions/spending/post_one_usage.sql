create or replace function post_one_usage(u credit_usage_attribution) returns void
language plpgsql
as $fn$
begin
    insert into credit_usage_attribution values ((u).*);
    perform add_daily_usage(
        u.org_id, u.local_day, u.user_id, u.service_type, u.service_name, u.credits_used, u.api_cost_usd, u.markup_usd
    );
end
$fn$;
comment on function post_one_usage(credit_usage_attribution) is 'post_usage for one row: starting a plan of sets costs more than the row.';
