export { ApiProvider, useApi } from './ApiProvider';
export { type ApiClient, bodyOf, makeApiClient, type Schema } from './client';
export { type Key, keys, staleAfterMoney } from './keys';
export { asProblem, ProblemError } from './problem';
export { useApiQuery } from './useApiQuery';
export { useChange } from './useChange';
export { type Me, type Role, rightsIn, useMe } from './useMe';
export { type MoneyMutation, useMoneyMutation } from './useMoneyMutation';
export { type PagedList, usePagedList } from './usePagedList';
