export { Credits, Usd } from './Amounts';
export * from './format';
export * from './micros';
export * from './reading';
export { creditsInWords, refusalInWords } from './words';
