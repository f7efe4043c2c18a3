import type { MantineColorsTuple } from '@mantine/core';

// Spruce is ours: the green of old ledgers, dark enough to carry white text. Grays lean warm in the
// light theme, like paper, and toward spruce in the dark one.

export const spruce: MantineColorsTuple = [
  '#eef7f4',
  '#dcede7',
  '#b7dacf',
  '#8ec6b5',
  '#67b39d',
  '#469f87',
  '#2f8a72',
  '#20745f',
  '#155e4d',
  '#0b4638',
];

export const paper: MantineColorsTuple = [
  '#faf9f7',
  '#f4f2ee',
  '#eae7e1',
  '#dedad2',
  '#c5c0b6',
  '#a39d92',
  '#7c766c',
  '#5a554d',
  '#3b3732',
  '#23201d',
];

export const night: MantineColorsTuple = [
  '#e8ecea',
  '#c2cbc7',
  '#97a39e',
  '#6c7974',
  '#414d48',
  '#303a36',
  '#24302c',
  '#1a2320',
  '#131a18',
  '#0d1211',
];

export const amber: MantineColorsTuple = [
  '#fdf6e7',
  '#f8e9c8',
  '#f1d596',
  '#ebc067',
  '#e4ad42',
  '#d1962a',
  '#b07c1c',
  '#8f6313',
  '#74500e',
  '#573b08',
];
