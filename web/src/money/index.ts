export { Credits, Usd } from './Amounts';
export * from './format';
export * from './micros';
