import { randomFrom } from '../random.ts';
import type { AmazonState, Behaviour, PlanMatch, ReportRequest, Seconds } from '../types.ts';

/** The behaviour of the first plan that holds, and how often the plan was asked is counted on the way. */
export const plannedBehaviour = (state: AmazonState, request: ReportRequest, sellingPartnerId: string): Behaviour => {
  const held = state.plans.filter((plan) => holds(plan.match, request, sellingPartnerId));
  for (const plan of held) plan.seen += 1;
  return held.find((plan) => isTurnOf(plan.match.nth, plan.seen))?.behaviour ?? {};
};

const holds = (match: PlanMatch, request: ReportRequest, sellingPartnerId: string): boolean =>
  (match.reportType ?? request.reportType) === request.reportType &&
  (match.sellingPartnerId ?? sellingPartnerId) === sellingPartnerId &&
  (match.marketplaceId === undefined || request.marketplaceIds.includes(match.marketplaceId)) &&
  Object.entries(match.reportOptions ?? {}).every(([name, value]) => request.reportOptions[name] === value) &&
  (match.dataStartTime === undefined || Date.parse(match.dataStartTime) === request.dataStartAt) &&
  (match.dataEndTime === undefined || Date.parse(match.dataEndTime) === request.dataEndAt) &&
  (match.longerThanDays === undefined || daysOf(request) > match.longerThanDays);

const daysOf = ({ dataStartAt = 0, dataEndAt = dataStartAt }: ReportRequest): number =>
  Math.floor((dataEndAt - dataStartAt) / 86_400_000) + 1;

const isTurnOf = (nth: PlanMatch['nth'], seen: number): boolean => {
  if (nth === undefined) return true;
  if (typeof nth === 'number') return nth === seen;
  return seen >= (nth.from ?? 1) && seen <= (nth.to ?? Number.POSITIVE_INFINITY);
};

/** Picks from a range by the seed and what it is for. */
export const inMs = (state: AmazonState, seconds: Seconds, ...words: string[]): number => {
  if (typeof seconds === 'number') return seconds * 1000;
  const [least, most] = seconds;
  return Math.round(1000 * (least + randomFrom(state.seed, ...words).next() * (most - least)));
};
