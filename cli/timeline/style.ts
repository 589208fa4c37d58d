/** The look of the timeline page. Colours differ in lightness as well as in hue, and each repeats what a pattern or sign says. */
export const timelineStyle = `
:root {
  --paper: #ffffff; --card: #f7f8fa; --ink: #1b2330; --quiet: #5c6675; --rule: #e3e7ed; --grid: #eceff3;
  --waiting: #c6cedb; --waiting-2: #dfe4ec; --amazon: #4f74d9; --download: #16a394;
  --saved: #1a8a4c; --no-data: #6b7584; --unfinished: #976000; --failed: #cf2f3c; --plan: #8a3fc7; --focus: #1a56db;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f141b; --card: #171e27; --ink: #e7ecf3; --quiet: #9aa6b6; --rule: #2a3441; --grid: #1e2731;
    --waiting: #46525f; --waiting-2: #2f3944; --amazon: #7094f7; --download: #2cc4b2;
    --saved: #45c97f; --no-data: #95a1b2; --unfinished: #eba834; --failed: #ff6b74; --plan: #c08bf0; --focus: #8ab4ff;
  }
}
* { box-sizing: border-box; }
html { color-scheme: light dark; scroll-behavior: smooth; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 24px 28px 40px; }
.defs { position: absolute; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 12px; top: 12px; z-index: 9; background: var(--card); padding: 6px 10px; color: var(--focus); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; border-radius: 4px; }
.run + .run { margin-top: 48px; }
h1 { display: flex; align-items: center; gap: 12px; margin: 0; font-size: 24px; font-weight: 650; letter-spacing: -0.01em; }
.chip { font-size: 12px; font-weight: 600; letter-spacing: 0.02em; padding: 2px 10px; border-radius: 99px; border: 1px solid currentColor; }
.chip.succeeded { color: var(--saved); } .chip.failed { color: var(--failed); } .chip.running { color: var(--amazon); }
.when { margin: 2px 0 14px; color: var(--quiet); }
.figures { display: grid; grid-template-columns: repeat(6, 1fr); gap: 10px; margin: 0 0 16px; }
.figure { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 9px 14px 8px; border-top: 3px solid var(--rule); }
.figure dt { color: var(--quiet); font-size: 12.5px; }
.figure dd { margin: 0; font-size: 21px; line-height: 1.25; font-weight: 640; font-variant-numeric: tabular-nums; }
.figure small { display: block; min-height: 17px; font-size: 12px; line-height: 1.4; font-weight: 400; color: var(--quiet); white-space: normal; }
.figure.saved { border-top-color: var(--saved); } .figure.no-data { border-top-color: var(--no-data); }
.figure.unfinished { border-top-color: var(--unfinished); } .figure.failed { border-top-color: var(--failed); }
.figure.zero { border-top-color: var(--rule); } .figure.zero dd { color: var(--quiet); }
.plots { position: relative; display: grid; grid-template-columns: fit-content(520px) 1fr fit-content(300px); column-gap: 12px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0; padding: 0 0 8px; list-style: none; color: var(--quiet); font-size: 12.5px; }
.legend li { display: flex; align-items: center; gap: 6px; }
.swatch { width: 22px; height: 10px; border-radius: 3px; }
.swatch.line { height: 0; border-radius: 0; border-top: 2px dashed var(--plan); } .swatch.line.allowed { border-top: 1.5px solid var(--quiet); }
.swatch.line.finished { width: 0; height: 12px; border-top: 0; border-left: 2px solid var(--quiet); opacity: 0.55; }
.waiting { background: repeating-linear-gradient(135deg, var(--waiting) 0 3px, var(--waiting-2) 3px 6px); }
.at-amazon { background: var(--amazon); } .download { background: var(--download); }
.sign { width: 14px; height: 14px; flex: none; fill: currentColor; stroke: var(--paper); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.sign path { fill: none; } .sign.no-data, .sign.handed-over, .sign.dropped { fill: var(--paper); stroke: currentColor; }
.sign.saved { color: var(--saved); } .sign.no-data, .sign.handed-over, .sign.dropped { color: var(--no-data); }
.sign.unfinished { color: var(--unfinished); } .sign.failed { color: var(--failed); }
.axis, .rows, .row { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; }
.axis { position: sticky; top: 0; z-index: 4; background: var(--paper); border-bottom: 1px solid var(--rule); height: 26px; color: var(--quiet); font-size: 12px; }
.plot { position: relative; align-self: stretch; }
.axis .plot i { position: absolute; bottom: 4px; transform: translateX(-50%); font-style: normal; font-variant-numeric: tabular-nums; }
.lines { position: absolute; grid-column: 2 / 3; inset: 27px 0 0 0; pointer-events: none; }
.lines .plot { position: absolute; inset: 0; }
.lines b { position: absolute; top: 0; bottom: 0; width: 0; border-left: 1px solid var(--grid); }
.lines .planned { border-left: 2px dashed var(--plan); z-index: 2; } .lines .finished { border-left: 2px solid var(--quiet); opacity: 0.55; }
.lines .pause { border: 0; opacity: 0.7; } .pause { background: repeating-linear-gradient(90deg, var(--rule) 0 2px, var(--paper) 2px 4px); }
.earlier { display: block; }
.rows { list-style: none; margin: 0; padding: 0; position: relative; }
.type { grid-column: 1 / -1; } .type h2 { margin: 10px 0 2px; font-size: 13px; font-weight: 640; }
.row { min-height: 22px; } .dense .row { min-height: 17px; }
.rows .row.quota { height: 74px; margin: 8px 0 4px; }
.quota .label, .quota .end { align-self: end; padding-bottom: 4px; } .quota .label { white-space: normal; }
.quota small { display: block; color: var(--quiet); }
.quota svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: hidden; border-bottom: 1px solid var(--rule); }
.quota path { vector-effect: non-scaling-stroke; fill: none; stroke-width: 2; stroke-linejoin: round; }
.quota .area { fill: var(--amazon); opacity: 0.16; } .quota .asked { stroke: var(--amazon); } .quota .allowed { stroke: var(--quiet); stroke-width: 1.5; }
.label { display: flex; flex-wrap: wrap; gap: 0 8px; min-width: 0; font-size: 12.5px; color: inherit; text-decoration: none; line-height: 1.25; }
.quota .label { display: block; } .label b { font-weight: 600; font-size: 12px; overflow-wrap: anywhere; } .label b + .window { min-width: 0; color: var(--quiet); }
a.label:hover .window, a.label:focus-visible .window { text-decoration: underline; }
.window { font-variant-numeric: tabular-nums; flex: none; min-width: 106px; } .options { color: var(--quiet); font-size: 11.5px; overflow-wrap: anywhere; }
.row:hover { background: var(--card); }
.bar { position: absolute; top: calc(50% - 6.5px); height: 13px; min-width: 2px; border-radius: 2px; } .dense .bar { top: calc(50% - 5px); height: 10px; }
.turn { position: absolute; top: calc(50% - 9px); height: 18px; width: 0; border-left: 2px solid var(--plan); opacity: 0.85; }
.carried { position: absolute; left: -7px; top: 50%; width: 0; height: 0; transform: translateY(-50%); border: 5px solid transparent; border-right-color: var(--amazon); border-left: 0; }
.outcome { position: absolute; top: 50%; transform: translate(-40%, -50%); display: flex; }
.row .outcome .sign { width: 17px; height: 17px; stroke-width: 2.1; } .dense .outcome .sign { width: 14px; height: 14px; }
.end { display: flex; flex-wrap: wrap; gap: 1px 6px; justify-content: flex-end; align-items: center; font-size: 12px; color: var(--quiet); white-space: nowrap; font-variant-numeric: tabular-nums; min-width: 0; }
.result { text-align: right; white-space: normal; overflow-wrap: anywhere; } .failed .result { color: var(--failed); font-weight: 600; } .row.unfinished .result { color: var(--unfinished); }
.empty { color: var(--unfinished); font-weight: 600; }
.row.failed, .row.unfinished { background: none; }
.trouble { border: 1px solid var(--unfinished); color: var(--unfinished); border-radius: 5px; padding: 0 5px; font-size: 11px; line-height: 15px; }
.twin { margin-top: 28px; } .twin summary { cursor: pointer; font-weight: 640; padding: 4px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 12.5px; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding: 4px 0; }
th, td { text-align: left; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { color: var(--quiet); font-weight: 600; } tbody th { font-weight: 500; } td .sign { vertical-align: -2px; margin-right: 5px; }
td small, th small { color: var(--quiet); } td:nth-child(2), td:nth-last-child(-n+4) { white-space: nowrap; }
tr:target { background: color-mix(in srgb, var(--focus) 16%, transparent); }
.twin h2 { font-size: 14px; margin: 18px 0 4px; } .left-out { margin: 0; padding-left: 18px; color: var(--quiet); } .left-out code { color: var(--ink); }
@media (max-width: 900px) {
  .figures { grid-template-columns: repeat(3, 1fr); } main { padding: 16px; }
  .plots { grid-template-columns: fit-content(290px) 1fr fit-content(118px); }
  .row { padding: 2px 0; } td:nth-child(3) { min-width: 26rem; }
}
@media (max-width: 600px) {
  .figures { grid-template-columns: repeat(2, 1fr); }
  .plots, .rows { display: block; } .axis, .row { grid-template-columns: 1fr auto; }
  .rows .row.quota { height: auto; } .row { padding: 3px 0 5px; } .axis .label, .axis .end { display: none; }
  .axis .plot, .row .plot { grid-column: 1 / -1; grid-row: 2; height: 16px; } .axis .plot { grid-row: 1; height: 100%; }
  .row.quota .plot { height: 64px; } .row .label { grid-row: 1; }
  .axis .plot .wide { display: none; } .axis .plot .first { transform: none; } .axis .plot .last { transform: translateX(-100%); }
  /* What is written lies on the lines of the plan and the finish, which show between. */
  .row .label, .row .end { position: relative; z-index: 3; align-self: stretch; align-content: center; background: var(--paper); }
  .row .end { max-width: 40vw; padding-left: 8px; } .left-out code { overflow-wrap: anywhere; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print { .axis { position: static; } .skip { display: none; } }
`;
