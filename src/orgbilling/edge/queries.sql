-- name: note_origin
select set_config('orgbilling.address', %(address)s, true), set_config('orgbilling.user_agent', %(user_agent)s, true)
