import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];
export type Paint = (format: Format, text: string) => string;

/** Colours, or none: whether a stream wants them (a terminal, `NO_COLOR`, `FORCE_COLOR`) is decided once, where the stream is known. */
export const paint =
  (colour: boolean): Paint =>
  (format, text) =>
    colour ? styleText(format, text, { validateStream: false }) : text;
