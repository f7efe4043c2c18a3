-- name: note_origin
select
    set_config('orgbilling.address', %(address)s, true) as address,
    set_config('orgbilling.user_agent', %(user_agent)s, true) as user_agent
