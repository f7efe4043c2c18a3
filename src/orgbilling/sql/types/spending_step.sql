create type spending_step as (
    member user_credit_allocations,
    hold credit_holds,
    usage credit_usage_attribution,
    move credit_transfers,
    result spending_result,
    limits spending_limits[]
);
comment on type spending_step is 'What one item does to its member''s allocation and to its hold, the usage row and the return to the pool that come of it, and its answer; then all limits as they are after it, where there are any.';
