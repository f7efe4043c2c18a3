-- A refund of usage goes back to the lots it was drawn from, so each settlement writes what it drew.
set local lock_timeout = '10s';

-- Lots are settled under the pool's lock: whoever is at it ends first, and nobody begins. What is
-- settled before the functions are replaced would be without its draw, so that until then there is none.
lock table organization_credit_pools in exclusive mode;
-- squawk-ignore ban-drop-function
drop function if exists settle_lots(uuid);

create table credit_lot_draws (
    org_id uuid not null,
    draw_number bigint not null check (draw_number > 0),
    lot_id uuid not null,
    credits credit_amount not null check (credits > 0),
    restored_credits credit_amount not null default 0,
    primary key (org_id, draw_number),
    foreign key (org_id, lot_id) references credit_lots (org_id, lot_id),
    check (restored_credits between 0 and credits)
);
create index credit_lot_draws_open on credit_lot_draws (org_id, draw_number) where restored_credits < credits;
comment on table credit_lot_draws is 'What each settlement took out of which lot: a row a lot and settlement. A refund of usage walks them backwards.';
comment on column credit_lot_draws.org_id is 'The organization.';
comment on column credit_lot_draws.draw_number is 'Place among the draws of the organization, from 1.';
comment on column credit_lot_draws.lot_id is 'The lot.';
comment on column credit_lot_draws.credits is 'Use that this lot paid for.';
comment on column credit_lot_draws.restored_credits is 'How much of it refunds of usage gave back.';
create trigger draws_stay before delete or truncate on credit_lot_draws for each statement execute function refuse_change();

-- One draw a lot stands for all of its draws so far. Which of them paid for which use was never
-- written: in the order in which lots are drawn, the last one is the likeliest to have paid last.
insert into credit_lot_draws (org_id, draw_number, lot_id, credits)
select
    l.org_id, row_number() over (partition by l.org_id order by l.expires_at asc nulls last, l.priority asc, l.lot_id asc),
    l.lot_id, l.used_credits
from credit_lots as l
where l.used_credits > 0;

-- Its successor is added below, in the same transaction.
-- squawk-ignore ban-drop-constraint
alter table credit_lots drop constraint credit_lots_check;
-- squawk-ignore require-concurrent-index-deletion
drop index credit_lots_open;
alter table credit_lots add column restored_credits credit_amount not null default 0;
alter table credit_lots
add column left_credits numeric generated always as (amount - used_credits + restored_credits - out_credits) stored;
alter table credit_lots add constraint credit_lots_sound check (
    left_credits between 0 and amount and restored_credits between 0 and used_credits
);
create index credit_lots_open on credit_lots (org_id, expires_at, priority, lot_id) where left_credits > 0;
comment on column credit_lots.used_credits is 'Settled use, gross: it never falls.';
comment on column credit_lots.restored_credits is 'How much of the use refunds gave back.';
comment on column credit_lots.out_credits is 'Given back, expired, or restored after the expiry and moved to a new lot.';
comment on column credit_lots.left_credits is 'amount - used_credits + restored_credits - out_credits.';
comment on column credit_transfers.lot_id is 'Lot opened or reduced; of a usage refund only where the lot it was drawn from had expired.';
comment on table credit_usage_refunds is 'Usage given back, each with its transfer; the credits go back to the lots they were drawn from.';
