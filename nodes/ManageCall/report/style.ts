/** The style of the report: the fonts of the machine, light or dark as its owner likes it, and light on paper. */
export const style = `
:root { color-scheme: light dark; --page: #f5f6f8; --card: #ffffff; --ink: #17202b; --muted: #586575; --line: #e1e5ea; --track: #eceff3; --on: #ffffff;
  --reached: #0b7a5e; --toCall: #2462cf; --underWay: #7443c7; --toCheck: #a55f00; --notReached: #66717f; --notCalled: #c1c9d2; --note: #fff6e5; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #12161c; --card: #1b212a; --ink: #e9edf2; --muted: #a0acba; --line: #2d3641; --track: #28303a; --on: #0f141a;
    --reached: #3dbd98; --toCall: #78a6f5; --underWay: #b796ef; --toCheck: #e5a546; --notReached: #93a0ae; --notCalled: #56616f; --note: #2e2614; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; padding: 40px 20px 56px; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 980px; margin: 0 auto; }
header { margin: 0 4px 24px; }
h1 { margin: 0 0 4px; font-size: 30px; line-height: 1.2; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { margin: 0 0 4px; font-size: 18px; line-height: 1.3; }
p { margin: 0 0 12px; }
.lead { margin: 14px 0 0; font-size: 19px; line-height: 1.45; }
.muted, .hint { color: var(--muted); }
.hint { margin: 0 0 16px; font-size: 14px; }
.note { margin: 0 0 20px; padding: 12px 16px; border-left: 4px solid var(--toCheck); border-radius: 4px; background: var(--note); }
.tiles { display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: 14px; margin: 0 0 20px; padding: 0; list-style: none; }
.tiles li, section { border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
.tiles li { padding: 16px 18px 14px; border-top: 4px solid var(--tile, var(--line)); }
.tiles .label { display: block; color: var(--muted); font-size: 14px; }
.tiles .figure { display: block; margin: 2px 0; font-size: 28px; font-weight: 650; line-height: 1.2; letter-spacing: -0.01em; }
.tiles .more { display: block; color: var(--muted); font-size: 14px; }
section { margin: 0 0 20px; padding: 22px 24px 20px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 0 20px; align-items: stretch; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 15px; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; font-weight: 400; }
thead th { color: var(--muted); font-size: 13px; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.plain { white-space: nowrap; }
.barred { width: 34%; vertical-align: middle; }
.word { overflow-wrap: anywhere; }
.swatch { display: inline-block; width: 11px; height: 11px; margin-right: 9px; border-radius: 3px; background: var(--tile); }
.chart { display: block; width: 100%; height: auto; margin: 4px 0 14px; }
.bar { display: block; width: 100%; height: 10px; }
.reached { fill: var(--reached); } .toCall { fill: var(--toCall); } .underWay { fill: var(--underWay); } .toCheck { fill: var(--toCheck); }
.notReached { fill: var(--notReached); } .notCalled { fill: var(--notCalled); } .track { fill: var(--track); } .few { opacity: 0.45; }
text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: var(--muted); }
text.on { font-size: 17px; font-weight: 650; fill: var(--on); text-anchor: middle; } text.on.notCalled { fill: var(--ink); }
text.value { font-weight: 600; fill: var(--ink); } text.small { font-size: 13px; } text.tight { font-size: 12px; }
.middle { text-anchor: middle; } .end { text-anchor: end; } .grid { stroke: var(--line); stroke-width: 1; }
footer { margin: 28px 4px 0; color: var(--muted); font-size: 14px; }
footer ul { margin: 6px 0 0; padding-left: 20px; }
@media (max-width: 760px) { .tiles { grid-template-columns: 1fr 1fr; } .hours { min-width: 640px; } .meaning { display: none; } }
@media (max-width: 560px) { body { padding: 24px 12px 40px; } section { padding: 18px 16px 14px; } .pair { grid-template-columns: 1fr; } h1 { font-size: 25px; } .barred { display: none; } }
@media print {
  @page { margin: 14mm; }
  body { padding: 0; background: none; font-size: 13px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  table { font-size: 12px; }
  section, .tiles li { break-inside: avoid; }
  section.long { break-inside: auto; }
  .wide { overflow: visible; }
  tr { break-inside: avoid; } thead { display: table-header-group; } h2, .hint { break-after: avoid; }
  .tiles { grid-template-columns: repeat(var(--columns), 1fr); } .tiles .figure { font-size: 21px; } .hours { min-width: 0; } .meaning { display: table-cell; } .pair { grid-template-columns: 1fr 1fr; }
}
`;
