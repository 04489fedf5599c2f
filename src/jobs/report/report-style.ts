// The report's style sheet: light and dark by the reader's choice, light on paper, one column on a phone.
import { PALETTE } from '../../plots/colours.ts';

const values = (theme: 0 | 1): string =>
  Object.entries(PALETTE)
    .map(([name, pair]) => `--${name}:${pair[theme]}`)
    .join(';');

export const REPORT_STYLE = `
:root{color-scheme:light;${values(0)};--page:#f7f8fa}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${values(1)};--page:#14161a}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 Inter,system-ui,-apple-system,"Segoe UI","DejaVu Sans",Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main,header,footer{max-width:1360px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{margin:0;font-size:26px;line-height:1.25;overflow-wrap:anywhere}
h2{margin:40px 0 12px;font-size:19px;line-height:1.3}
h3{margin:0;font-size:15px;line-height:1.35}
p{margin:0 0 8px}
a{color:var(--accent)}
.dim{color:var(--dim)}
.small{font-size:13px}
.note{padding:8px 12px;border-left:3px solid var(--fp);border-radius:4px;background:var(--raised)}
nav{display:flex;flex-wrap:wrap;gap:4px 16px;margin:14px 0 0}
dl{margin:0}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:3px 16px;margin-top:16px}
.facts dt{color:var(--dim)}
.facts dd{margin:0;overflow-wrap:anywhere}
.facts ul{margin:0;padding:0;list-style:none}
.headline{display:grid;grid-template-columns:repeat(auto-fill,minmax(128px,1fr));gap:10px}
.headline div{display:flex;flex-direction:column-reverse;justify-content:flex-end;padding:10px 12px;border:1px solid var(--line);border-radius:8px;background:var(--panel);break-inside:avoid}
.headline dt{color:var(--dim);font-size:13px;line-height:1.35}
.headline dd{margin:0;font-size:24px;font-weight:600;line-height:1.25}
.plots{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:14px}
.wide{grid-column:span 2}
.plot{display:flex;flex-direction:column;min-width:0;margin:0;padding:12px 14px;border:1px solid var(--line);border-radius:8px;background:var(--panel);break-inside:avoid}
.plot p{margin:0}
.plot svg{display:block;width:100%;height:auto;margin-top:10px;font-family:inherit}
.plot svg text,.plot svg tspan{white-space:pre}
.plot .absent{margin:auto;padding:24px 0;max-width:44ch;text-align:center}
.lead{display:grid;grid-template-columns:minmax(0,1fr) 250px;gap:20px;align-items:center}
.narrow{display:none}
.tables{display:flex;flex-wrap:wrap;align-items:flex-start;gap:14px}
.table{overflow-x:auto;width:fit-content;max-width:100%;padding:12px 14px;border:1px solid var(--line);border-radius:8px;background:var(--panel)}
table{border-collapse:collapse;font-size:13px}
caption{padding-bottom:6px;white-space:nowrap;text-align:left;font-size:15px;font-weight:600}
th,td{padding:4px 10px;border-bottom:1px solid var(--line);text-align:right;font-weight:400;white-space:nowrap}
thead th{color:var(--dim);vertical-align:bottom}
th:first-child,td:first-child{padding-left:0;text-align:left}
td:last-child,thead th:last-child{padding-right:0}
tbody th{max-width:420px;white-space:normal;overflow-wrap:break-word}
tr{break-inside:avoid}
.crops{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:12px;margin:12px 0 0;padding:0;list-style:none}
.crops li{min-width:0;break-inside:avoid}
.crop{height:100%;margin:0;border:1px solid var(--line);border-radius:8px;overflow:hidden;background:var(--panel)}
.picture{position:relative;aspect-ratio:1;background:#0e1013;color:#9ba4b1}
.picture img,.picture svg{position:absolute;inset:0;width:100%;height:100%}
.picture img{object-fit:contain}
.picture rect{fill:none;vector-effect:non-scaling-stroke}
.picture .case{stroke:#101216;stroke-opacity:.45}
.picture .gt{stroke:#fff}
.picture .fp{stroke:#f0763b}
.picture .fn{stroke:#58b4f0}
.picture .ignored{stroke-dasharray:4 3}
.picture span{position:absolute;inset:0;display:grid;place-items:center;padding:12px;text-align:center;font-size:13px}
.crop figcaption{padding:8px 10px;font-size:13px;line-height:1.4;overflow-wrap:anywhere}
.crop figcaption b{display:flex;justify-content:space-between;gap:8px;font-size:14px}
.key{display:inline-block;width:16px;height:11px;margin-right:5px;border:2px solid;border-radius:2px;vertical-align:-1px}
.terms{display:grid;grid-template-columns:max-content 1fr;gap:6px 16px}
.terms dt{font-weight:600}
.terms dd{margin:0}
footer{margin-top:44px;padding-top:12px;padding-bottom:28px;color:var(--dim);font-size:13px}
@media (max-width:1150px){.plots{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (max-width:800px),print{.broad{display:none}.narrow{display:block}}
@media (max-width:720px){
main,header,footer{padding-left:14px;padding-right:14px}
.plots,.lead,.facts,.terms{grid-template-columns:minmax(0,1fr)}
.wide{grid-column:auto}
.facts,.terms{gap:0}
.facts dd,.terms dd{margin-bottom:8px}
.headline{grid-template-columns:repeat(3,1fr)}
.headline dd{font-size:20px}
.crops{grid-template-columns:repeat(2,minmax(0,1fr))}
}
@page{size:A4;margin:14mm}
@media print{
body{background:none;font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main,header,footer{max-width:none;padding:0}
nav{display:none}
h2,h3,caption,section>p{break-after:avoid}
h2{margin-top:22pt}
.headline{grid-template-columns:repeat(5,1fr)}
.plots{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}
.plot{padding:8px 10px}
.plot .small{font-size:8pt;line-height:1.35}
.plot svg{margin-top:6px}
.lead{grid-template-columns:minmax(0,1fr) 200px}

.crops{grid-template-columns:repeat(5,minmax(0,1fr));gap:8px}
.crop figcaption{padding:5px 6px;font-size:7pt}
.crop figcaption b{font-size:8.5pt}
.table{overflow:visible;padding:8px 10px;break-inside:avoid}
table{font-size:7.5pt}
th,td{padding:2px 5px}
thead th{white-space:normal}
}
`;
