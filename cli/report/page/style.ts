/** Style sheet of the page. Its hash is in the page's policy, so nothing else can style it. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--raised:#f6f7f9;--text:#1b1f24;--muted:#57606a;--line:#d8dde3;--soft:#eceff2;
--good:#1a7037;--bad:#b3261e;--active:#0a5ea8;--bad-bg:#fdf1f0;--plan:#d5dbe2;--link:#0a5ea8;--focus:#0a5ea8;--critical:#1b1f24;
--good-fill:#3d9a5c;--bad-fill:#d0453b;--active-fill:#3b82c4;--quiet-fill:#c3cad2}
@media (prefers-color-scheme:dark){:root{--bg:#12161b;--raised:#1a2027;--text:#e3e8ee;--muted:#9aa6b2;--line:#303a45;--soft:#222a33;
--good:#63c98a;--bad:#ff8b80;--active:#78b7f2;--bad-bg:#2a1a1a;--plan:#38434f;--link:#8cc2f5;--focus:#8cc2f5;--critical:#f2f5f8;
--good-fill:#3d9a5c;--bad-fill:#d9534a;--active-fill:#3b82c4;--quiet-fill:#4a5663}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:4rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
main,.page-head,footer{max-width:78rem;margin:0 auto;padding:0 1.5rem}
.mono,code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.4rem .8rem;z-index:9}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
nav{position:sticky;top:0;z-index:5;background:var(--bg);border-bottom:1px solid var(--line)}
nav ul{max-width:78rem;margin:0 auto;padding:.6rem 1.5rem;display:flex;gap:1.5rem;list-style:none;overflow-x:auto}
nav a{color:var(--muted);text-decoration:none;white-space:nowrap}
nav a:hover{color:var(--text);text-decoration:underline}
nav .count{color:var(--bad);font-weight:600}
.page-head{padding-top:2.5rem;padding-bottom:1.2rem}
.eyebrow{margin:0;color:var(--muted)}
h1{margin:.1rem 0 .3rem;font-size:1.9rem;line-height:1.2;font-weight:600;overflow-wrap:anywhere}
h1 .run-name{font-weight:600}
h2{margin:0 0 .6rem;font-size:1.25rem;line-height:1.3;font-weight:600}
h3{margin:1.2rem 0 .3rem;font-size:1rem;font-weight:600}
.verdict{margin:0;font-size:1.1rem;font-weight:600}
.share{display:block;width:100%;margin-top:1.2rem;border-radius:3px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.9rem 2rem;margin:1.2rem 0 0}
.facts div,.paths div{min-width:0}
dt{color:var(--muted);font-size:.85rem}
dd{margin:0;overflow-wrap:anywhere}
section{padding:2rem 0 .5rem}
.large .failure,.large .band.whole,.large .tile,.large .apps tbody{content-visibility:auto}
.large .failure{contain-intrinsic-block-size:auto 9rem}
.large .band.whole{contain-intrinsic-block-size:1300px}
.large .apps tbody{contain-intrinsic-block-size:auto 95rem}
p{margin:.2rem 0 .8rem;max-width:50rem}
.muted{color:var(--muted)}
.note{margin-top:.5rem}
.status{white-space:nowrap;font-weight:500}
.status .mark{display:inline-block;width:1em;text-align:center}
.good{color:var(--good)}.bad{color:var(--bad)}.active{color:var(--active)}.quiet{color:var(--muted)}
.failure{margin:.8rem 0;padding:.8rem 1rem;background:var(--bad-bg);border-left:3px solid var(--bad-fill);border-radius:0 4px 4px 0}
.failure h3{margin:0}.failure p{margin:.1rem 0 .3rem}
.error{font-weight:600;overflow-wrap:anywhere}
.message,.command{margin:.4rem 0 0;padding:.6rem .8rem;max-height:16rem;overflow:auto;background:var(--bg);border:1px solid var(--line);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere}
.command{background:var(--raised)}
.rollbacks{margin:.2rem 0;padding-left:1.6rem}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;margin:.2rem 0 .6rem;padding:0;list-style:none;color:var(--muted);font-size:.85rem}
.key{display:inline-block;width:1.2rem;height:.6rem;margin-right:.4rem;border-radius:2px;vertical-align:baseline}
.key.good{background:var(--good-fill)}.key.bad{background:var(--bad-fill)}.key.plan{background:var(--plan)}
.critical-key{border:2px solid var(--critical)}
.paths{display:grid;gap:.5rem;margin:.2rem 0 .8rem}
.path-app,.dependency{white-space:nowrap}
.arrow{color:var(--muted)}
.chart,.table{position:relative}
.chart{border:1px solid var(--line);border-radius:6px;overflow:auto;background:var(--bg)}
.tall{max-height:min(40rem,80vh)}.canvas{max-height:min(44rem,80vh)}
.tiles{display:flex;width:max-content;padding:.5rem}
.tile{display:block}
.gantt{min-width:33rem}
.band{display:grid;grid-template-columns:minmax(7rem,15rem) minmax(26rem,1fr)}
.band.head{position:sticky;top:0;z-index:2;background:var(--raised);border-bottom:1px solid var(--line)}
.axis-corner{position:sticky;left:0;z-index:3;background:var(--raised)}
.axis{width:100%;display:block;overflow:visible}
svg text{fill:var(--text);font:12px/1 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.axis text,.took{fill:var(--muted);font-size:11px}
.gantt-labels{position:sticky;left:0;z-index:1;margin:0;padding:0;list-style:none;background:var(--bg);border-right:1px solid var(--line)}
.gantt-labels li{height:26px;line-height:26px;padding:0 .8rem;font-size:13px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.gantt-labels a{color:inherit;text-decoration:none}.gantt-labels a:hover{text-decoration:underline}
.gantt-labels .critical{font-weight:600}
.bars{width:100%;display:block;overflow:visible}
.grid{stroke:var(--soft);stroke-width:1}
rect.plan{fill:var(--plan)}
.real.good{fill:var(--good-fill)}.real.bad{fill:var(--bad-fill)}.real.active{fill:var(--active-fill)}.real.quiet{fill:var(--quiet-fill)}
.real.critical{stroke:var(--critical);stroke-width:1.5}
.edge{fill:none;stroke:var(--quiet-fill);stroke-width:1.2}
.edge.critical{stroke:var(--critical);stroke-width:2.2}
.node rect{fill:var(--raised);stroke:var(--line);stroke-width:1}
.node.critical rect{stroke:var(--critical);stroke-width:1.8}
.node text{font-size:12px}
.node .mark{text-anchor:middle;font-weight:700}
.node.good .mark{fill:var(--good)}.node.bad .mark{fill:var(--bad)}.node.active .mark{fill:var(--active)}.node.quiet .mark{fill:var(--muted)}
.node.bad rect{fill:var(--bad-bg);stroke:var(--bad-fill);stroke-width:1.8}
.node:hover rect{stroke:var(--link)}
.table{overflow-x:auto;border:1px solid var(--line);border-radius:6px}
table{width:100%;min-width:48rem;border-collapse:collapse;font-size:14px}
th,td{padding:.45rem .8rem;text-align:left;vertical-align:top}
thead th{color:var(--muted);font-weight:500;font-size:.85rem;border-bottom:1px solid var(--line);background:var(--raised);white-space:nowrap}
tbody tr+tr>*{border-top:1px solid var(--soft)}
tbody th{font-weight:500}
.apps,.apps thead,.apps tbody{display:block}
.apps{min-width:72rem}
.apps tr{display:grid;align-items:baseline;grid-template-columns:12fr 9.5fr 8.5fr 7.5fr 7fr 7fr 22fr 17fr 9.5fr}
.apps td,.apps th{overflow-wrap:anywhere;min-width:0}
.apps tbody tr+tr>*{border-top:0}
.apps tbody tr{border-top:1px solid var(--soft)}
.apps thead+tbody tr:first-child{border-top:0}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.sub{display:block;color:var(--muted);font-size:.85em;font-weight:400}
a.sub{color:var(--link)}.sub.bad{color:var(--bad)}
.secret,.role{display:block}
tr.failed{background:var(--bad-bg)}
tr:target{box-shadow:inset 0 2px var(--focus),inset 0 -2px var(--focus)}
.table.grants{margin-bottom:1.5rem}
.allowed,.allowed ul{margin:.3rem 0;padding-left:1.1rem;overflow-wrap:anywhere}
summary{cursor:pointer}
footer{margin-top:2rem;padding-top:1rem;padding-bottom:2.5rem;border-top:1px solid var(--line);color:var(--muted);font-size:.85rem}
@media (max-width:40rem){main,.page-head,footer{padding-left:1rem;padding-right:1rem}nav ul{padding-left:1rem;padding-right:1rem;gap:1rem}.page-head{padding-top:1.5rem}h1{font-size:1.5rem}.facts{grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.8rem 1rem}.gantt{min-width:30rem}.band{grid-template-columns:8rem minmax(22rem,1fr)}}
@media print{nav{display:none}.chart,.table{max-height:none;overflow:visible}section{break-inside:auto}}
`;
