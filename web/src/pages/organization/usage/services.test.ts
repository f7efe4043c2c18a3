import { expect, it } from 'vitest';
import { servicesOf, slicesOf } from './services';

it('lists services by their credits, under the names that people know', () => {
  const services = servicesOf({ search: 1.5, llm: 20, 'our-own': 3 });
  expect(services.map(({ name }) => name)).toEqual(['Language models', 'our-own', 'Search']);
});

it('shows every service in the pie while there are few', () => {
  expect(slicesOf(servicesOf({ llm: 2, image: 1 }))).toEqual([
    { name: 'Language models', value: 2 },
    { name: 'Images', value: 1 },
  ]);
});

it('leaves out of the pie what has no share, since more was refunded than used', () => {
  const services = servicesOf({ llm: 2, image: -1, search: 0 });
  expect(services).toHaveLength(3);
  expect(slicesOf(services)).toEqual([{ name: 'Language models', value: 2 }]);
});

it('adds up the small ones exactly', () => {
  const many = { a: 9, b: 8, c: 7, d: 6, e: 5, f: 0.1, g: 0.2, h: 0.3 };
  const slices = slicesOf(servicesOf(many));
  expect(slices).toHaveLength(6);
  expect(slices.at(-1)).toEqual({ name: '3 others', value: 0.6 });
});
