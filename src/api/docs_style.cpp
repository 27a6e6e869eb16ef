#include "api/docs_style.hpp"

namespace tributary::api {

const std::string_view docs_style = R"css(
:root {
  color-scheme: light;
  --page: #fff; --panel: #f6f8f8; --line: #e3e8e8; --ink: #17211f; --soft: #5c6b68;
  --accent: #0b7a70; --accent-soft: #e2f3f1; --get: #3b5bdb; --get-soft: #e9edfd;
  --warn: #b4540a; --warn-soft: #fdf0e3;
  --code: #12201f; --code-line: #24383a; --code-ink: #dbe7e5; --code-soft: #88a19d;
  --k: #8fd6cc; --s: #f0c987; --n: #a9b9ff; --w: #f09fb3;
}
:root[data-theme=dark] {
  color-scheme: dark;
  --page: #0f1616; --panel: #151f1f; --line: #253333; --ink: #e4edeb; --soft: #93a5a1;
  --accent: #4fd1c0; --accent-soft: #14322f; --get: #91a7ff; --get-soft: #1d2545;
  --warn: #ffb066; --warn-soft: #3a2610;
  --code: #0a1111; --code-line: #213030;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 24px; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC",
    "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
code, pre, .path, .field { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: .87em; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .05em .35em; }
a { color: inherit; text-decoration: none; }

nav {
  position: fixed; inset: 0 auto 0 0; width: 296px; display: flex; flex-direction: column;
  background: var(--panel); border-right: 1px solid var(--line);
}
.brand { display: flex; align-items: center; gap: 10px; padding: 20px 20px 14px; font-weight: 650; font-size: 17px; letter-spacing: -.01em; }
.brand svg { width: 26px; height: 26px; color: var(--accent); }
.brand button { margin-left: auto; }
button { font: inherit; color: var(--soft); background: none; border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
button:hover { color: var(--ink); border-color: var(--soft); }
#theme { width: 30px; height: 30px; line-height: 1; }
#search {
  margin: 0 16px 12px; padding: 8px 12px; font: inherit; font-size: 14px; color: var(--ink);
  background: var(--page); border: 1px solid var(--line); border-radius: 8px;
}
#search:focus { outline: 2px solid var(--accent); outline-offset: -1px; border-color: transparent; }
.menu { overflow-y: auto; padding: 0 10px 24px; flex: 1; }
.menu h2 { margin: 14px 10px 4px; font-size: 11.5px; font-weight: 650; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); }
.menu a { display: flex; align-items: center; gap: 9px; padding: 4px 10px; border-radius: 6px; font-size: 13.5px; line-height: 1.45; }
.menu a:hover { background: var(--line); }
.menu a.here { background: var(--accent-soft); color: var(--accent); font-weight: 550; }
.menu .nothing { display: none; padding: 12px; color: var(--soft); font-size: 13.5px; }
.method { font-size: 10px; font-weight: 700; letter-spacing: .04em; border-radius: 4px; padding: 1px 6px; flex: none; width: 46px; text-align: center; }
.post { color: var(--accent); background: var(--accent-soft); }
.get { color: var(--get); background: var(--get-soft); }

main { margin-left: 296px; padding: 0 48px 120px; max-width: 1440px; }
h1 { font-size: 34px; line-height: 1.15; letter-spacing: -.025em; margin: 56px 0 8px; }
.lead { font-size: 17px; color: var(--soft); margin: 0 0 28px; }
.intro { columns: 380px 2; column-gap: 48px; max-width: 1040px; }
.intro p { margin: 0 0 14px; break-inside: avoid; }
.group { margin: 56px 0 0; font-size: 13px; font-weight: 650; letter-spacing: .08em; text-transform: uppercase; color: var(--accent); }
section { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 480px); gap: 0 48px; padding: 36px 0; border-top: 1px solid var(--line); }
.group + section { border-top: 0; padding-top: 16px; }
section h3 { font-size: 21px; letter-spacing: -.015em; line-height: 1.3; margin: 0 0 10px; }
section h3 a:hover { color: var(--accent); }
.route { display: flex; flex-wrap: wrap; align-items: center; gap: 10px; margin-bottom: 14px; }
.route .method { font-size: 11px; padding: 2px 0; width: 52px; }
.path { font-size: 13.5px; overflow-wrap: anywhere; }
.path em { font-style: normal; color: var(--warn); }
.says { color: var(--soft); margin: 0 0 20px; }
h4 { font-size: 13px; font-weight: 650; margin: 24px 0 6px; }
.fields { border-top: 1px solid var(--line); }
.fields > div { padding: 9px 0; border-bottom: 1px solid var(--line); }
.fields > .deep { padding-left: 20px; border-left: 2px solid var(--line); }
.field { font-size: 13.5px; font-weight: 600; }
.type { font-size: 12.5px; color: var(--soft); margin-left: 8px; }
.must { font-size: 11.5px; font-weight: 550; color: var(--warn); margin-left: 8px; }
.meaning { display: block; font-size: 13.5px; color: var(--soft); }
.choices { display: block; margin-top: 3px; font-size: 13px; line-height: 1.9; }
details > summary { cursor: pointer; font-size: 13px; font-weight: 650; margin: 24px 0 6px; color: var(--ink); }
details > summary:hover { color: var(--accent); }

.code { position: relative; background: var(--code); border: 1px solid var(--code-line); border-radius: 10px; margin: 0 0 14px; color: var(--code-ink); overflow: hidden; }
.code header { display: flex; align-items: center; font-size: 12px; color: var(--code-soft); padding: 7px 10px 7px 16px; border-bottom: 1px solid var(--code-line); }
.code header b { font-weight: 600; color: var(--code-ink); margin-right: 8px; }
.code button { margin-left: auto; font-size: 11.5px; padding: 1px 9px; color: var(--code-soft); border-color: var(--code-line); }
.code button:hover { color: var(--code-ink); border-color: var(--code-soft); }
.code pre { margin: 0; padding: 13px 16px; font-size: 12.5px; line-height: 1.6; overflow: auto; max-height: 460px; }
.k { color: var(--k); } .s { color: var(--s); } .n { color: var(--n); } .w { color: var(--w); }
.examples { position: sticky; top: 24px; align-self: start; }

.wide { display: block; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 12.5px; }
th, td { padding: 8px 14px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child code { white-space: nowrap; }
tr:target td { background: var(--accent-soft); }
.later { color: var(--accent); font-weight: 550; }
.hidden { display: none !important; }
@media (max-width: 1180px) {
  section { grid-template-columns: minmax(0, 1fr); }
  .examples { position: static; margin-top: 24px; }
}
@media (max-width: 820px) {
  nav { position: static; width: auto; border-right: 0; border-bottom: 1px solid var(--line); }
  .menu { max-height: 240px; }
  main { margin-left: 0; padding: 0 20px 80px; }
  .wide { overflow-x: auto; }
}
@media print { nav, .code button { display: none; } main { margin: 0; } }
)css";

const std::string_view docs_theme_script = R"js(
let theme;
try { theme = localStorage.getItem("tributary-docs-theme"); } catch {}
document.documentElement.dataset.theme =
  theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
)js";

const std::string_view docs_script = R"js(
const root = document.documentElement;
const find = (selector) => [...document.querySelectorAll(selector)];

document.getElementById("theme").onclick = () => {
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try { localStorage.setItem("tributary-docs-theme", root.dataset.theme); } catch {}
};

for (const host of find(".host")) host.textContent = location.origin;

for (const button of find(".code button")) {
  button.onclick = async () => {
    await navigator.clipboard.writeText(button.closest(".code").querySelector("pre").innerText);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
}

const search = document.getElementById("search");
search.oninput = () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (element) => words.every((word) => element.dataset.words.includes(word));
  for (const element of find("[data-words]")) element.classList.toggle("hidden", !fits(element));
  for (const group of find(".menu div, main > .topic")) {
    group.classList.toggle("hidden", !group.querySelector("[data-words]:not(.hidden)"));
  }
  const nothing = !document.querySelector(".menu [data-words]:not(.hidden)");
  document.querySelector(".nothing").style.display = nothing ? "block" : "none";
};
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && document.activeElement === search) {
    search.value = "";
    search.oninput();
    search.blur();
  }
});

const links = new Map(find(".menu a[href^='#']").map((link) => [link.hash.slice(1), link]));
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    for (const link of links.values()) link.classList.remove("here");
    const link = links.get(target.id);
    link?.classList.add("here");
    link?.scrollIntoView({ block: "nearest" });
  }
}, { rootMargin: "-10% 0px -80% 0px" });
for (const section of find("section")) watcher.observe(section);
)js";

}  // namespace tributary::api
