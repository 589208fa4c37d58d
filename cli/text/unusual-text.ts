import type { UnusualFigure } from '../../lambdas/core/record/unusual.ts';

/** `shipped units 0, usually about 1,240` */
export const unusualText = ({ figure, value, usual }: UnusualFigure): string =>
  `${figure.replaceAll('_', ' ')} ${value.toLocaleString('en')}, usually about ${usual.toLocaleString('en')}`;
