-- What went back to lots stays there. The use it undid stays in the sum as one spent lot an
-- organization, as refunds left it before: nothing is granted, nothing lost.
set local lock_timeout = '10s';

drop index credit_lots_open;
alter table credit_lots drop constraint credit_lots_sound;
alter table credit_lots drop column left_credits;
-- Its expiry lies before every other, so that it counts as drawn first and is the last to be refunded to.
insert into credit_lots (org_id, lot_id, source, amount, used_credits, expires_at, use_at_opening, opened_at)
select l.org_id, gen_random_uuid(), 'refund', sum(l.restored_credits), sum(l.restored_credits), 'epoch', 0, now()
from credit_lots as l
where l.restored_credits > 0
group by l.org_id;
update credit_lots set used_credits = used_credits - restored_credits where restored_credits > 0;
alter table credit_lots drop column restored_credits;
alter table credit_lots add constraint credit_lots_check check (used_credits + out_credits <= amount);
create index credit_lots_open on credit_lots (org_id, expires_at, priority, lot_id) where used_credits + out_credits < amount;
drop table credit_lot_draws;

comment on column credit_lots.used_credits is 'Settled use.';
comment on column credit_lots.out_credits is 'Given back or expired.';
comment on column credit_transfers.lot_id is 'Lot opened or reduced.';
comment on table credit_usage_refunds is 'Usage given back, each with its transfer and a new free lot.';
