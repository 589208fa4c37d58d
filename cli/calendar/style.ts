import { dayStates } from '../answers/coverage/calendar.ts';

/** What the calendars add to the look of the timeline; the colours are its own. */
export const calendarStyle = `
.day { width: 12px; height: 12px; flex: none; vertical-align: -1.5px; margin-right: 5px; } .legend .day { margin: 0; }
.day .saved, pattern .saved { fill: var(--saved); } .paper { fill: var(--paper); } .unusual { fill: var(--plan); }
rect.failed { fill: var(--failed); } path.unfinished { fill: var(--unfinished); } .not-yet { fill: var(--quiet); }
.hollow { fill: none; stroke-width: 1.9; stroke-linecap: round; } .cut { fill: none; stroke: var(--paper); stroke-width: 1.5; stroke-linecap: round; }
.hollow.zero-rows { stroke: var(--unfinished); } .hollow.no-data { stroke: var(--no-data); } .hollow.missing { stroke: var(--failed); }
${dayStates.map((state) => `.weeks .d-${state} { fill: url(#d-${state}); }`).join(' ')}
.weeks { position: relative; padding-top: 17px; max-width: 870px; } .weeks svg { display: block; width: 100%; height: auto; } .weeks .ground { fill: var(--card); }
.months i { position: absolute; top: 0; font-style: normal; font-size: 11px; color: var(--quiet); font-variant-numeric: tabular-nums; }
.series { list-style: none; margin: 0; padding: 0; } .series > li { padding: 14px 0 12px; border-top: 1px solid var(--rule); }
.series h2 { margin: 0; font-size: 13.5px; font-weight: 640; overflow-wrap: anywhere; } .counts { margin: 0 0 4px; color: var(--quiet); font-size: 12.5px; }
.days { list-style: none; margin: 6px 0 0; padding: 0; font-size: 12.5px; font-variant-numeric: tabular-nums; } .days li { overflow-wrap: anywhere; }
.days b { font-weight: 600; } .days span { white-space: nowrap; } .fleet :is(td, tbody th) { white-space: nowrap; min-width: 0; } .fleet .some { font-weight: 640; }
.fleet .why { display: block; white-space: normal; min-width: 18rem; max-width: 30rem; overflow-wrap: anywhere; }
.back { color: var(--focus); } .fleet a { color: var(--focus); }
@media (max-width: 600px) { .legend { gap: 4px 12px; } .months i { font-size: 10px; }
  .fleet thead { display: none; } .fleet tbody tr { display: flex; flex-wrap: wrap; gap: 0 14px; padding: 7px 0; border-bottom: 1px solid var(--rule); }
  .fleet :is(th, td) { border: 0; padding: 1px 0; } .fleet tbody th { width: 100%; font-weight: 640; } .fleet td:empty { display: none; } .fleet td::before { content: attr(data-head) " "; color: var(--quiet); }
  .fleet td:nth-child(3), .fleet .why { min-width: 0; }
}
`;
