"use strict";

// Without scripts both pictures are seen side by side, and the command can be marked by hand.
const BLINK_MS = 600;

function button(text, name) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (name) {
    made.setAttribute("aria-label", text + ": " + name);
  }
  return made;
}

function compare(figure) {
  const pairs = Array.from(figure.querySelectorAll(".pair"));
  const title = figure.dataset.title;
  const controls = document.createElement("div");
  controls.className = "controls";
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = 0;
  slider.max = 100;
  slider.value = 50;
  slider.setAttribute("aria-label", "share of the clean image: " + title);
  const blink = button("Blink", title);
  blink.setAttribute("aria-pressed", "false");
  const other = button("", "");
  let timer = 0;
  let shown = 0;

  function place(percent) {
    const all = percent <= 0 || percent >= 100;
    pairs.forEach(pair => {
      pair.style.setProperty("--at", percent + "%");
      pair.classList.toggle("whole", all);
      pair.querySelectorAll(".state").forEach((state, i) => {
        state.hidden = i === 0 ? percent <= 0 : percent >= 100;
      });
    });
    slider.setAttribute("aria-valuetext", percent + " % clean, " + (100 - percent) + " % attacked");
  }

  function show(index) {
    shown = index;
    pairs.forEach((pair, i) => { pair.hidden = i !== index; });
    const next = pairs[(index + 1) % pairs.length].dataset.name;
    other.textContent = "Show " + next;
    other.setAttribute("aria-label", "Show " + next + ": " + title);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    blink.setAttribute("aria-pressed", "false");
  }

  slider.oninput = () => {
    stop();
    place(Number(slider.value));
  };
  blink.onclick = () => {
    if (timer) {
      stop();
      place(Number(slider.value));
      return;
    }
    let clean = false;
    blink.setAttribute("aria-pressed", "true");
    place(0);
    timer = setInterval(() => {
      clean = !clean;
      place(clean ? 100 : 0);
    }, BLINK_MS);
  };
  other.onclick = () => show((shown + 1) % pairs.length);
  controls.append(slider, blink);
  if (pairs.length > 1) {
    controls.append(other);
  }
  pairs[pairs.length - 1].after(controls);
  figure.classList.add("live");
  show(0);
  place(50);
}

function copyable(command) {
  const code = command.querySelector("code");
  const copy = button("Copy", "command");
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      copy.textContent = "Copied";
    } catch (e) {
      // A page from the disk may not write there: marked, it is one key away.
      getSelection().selectAllChildren(code);
    }
  };
  command.append(copy);
}

document.querySelectorAll(".compare").forEach(figure => {
  if (figure.querySelector(".pair img")) {
    compare(figure);
  }
});
document.querySelectorAll(".command").forEach(copyable);

// On paper nothing can be unfolded.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details").forEach(details => { details.open = true; });
});
