create or replace function is_model_allowed(p_allowed text[], p_service_type text, p_service_name text) returns boolean
language sql
immutable parallel safe
as $fn$
    select case
        when p_allowed is null then true
        -- What is no call to a model, and does not say what it is, is not forbidden by a list of models.
        when p_service_name is null then coalesce(p_service_type, 'llm') <> 'llm'
        else exists (
            select from unnest(p_allowed) as a (pattern)
            where p_service_name like replace(regexp_replace(a.pattern, '([\\%_])', '\\\1', 'g'), '*', '%')
        )
    end
$fn$;
comment on function is_model_allowed(text[], text, text) is 'Whether a list of names, in which * stands for any characters, allows a service; a null list allows all.';
