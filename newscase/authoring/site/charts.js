// Draw each chart when it comes near the window, with one plotly.js that is fetched for the first of them.
const home = document.currentScript.src.replace(/[^/]*$/, "");
let plotly;

function library() {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: home + "plotly.min.js", onload: resolve, onerror: reject });
    document.head.append(script);
  });
  return plotly;
}

async function draw(place) {
  const { data, layout, config, frames } = JSON.parse(place.querySelector("script").textContent);
  await library();
  const chart = document.createElement("div");
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", place.dataset.alt);
  place.replaceChildren(chart);
  await Plotly.newPlot(chart, { data, layout, config, frames });
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    draw(target);
  }
}, { rootMargin: "600px" });

// What can be scrolled is a stop for the Tab key, and only that.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

for (const place of document.querySelectorAll(".chart")) {
  // The page does not move when the chart is drawn.
  place.style.minHeight = place.dataset.height + "px";
  near.observe(place);
}
for (const place of document.querySelectorAll("article :is(pre, .table-wrapper, .scroller)")) sizes.observe(place);
