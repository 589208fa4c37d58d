import type { UnusualFigure } from '../../lambdas/core/record/unusual.ts';

/** `shipped units 0, usually about 1,240 (by 13 documents before it)` */
export const unusualText = ({ figure, value, usual, ofDocuments }: UnusualFigure): string =>
  `${figure.replaceAll('_', ' ')} ${value.toLocaleString('en')}, usually about ${usual.toLocaleString('en')}${ofDocuments === undefined ? '' : ` (by ${ofDocuments} documents before it)`}`;
