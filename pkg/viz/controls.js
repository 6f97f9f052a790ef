// Builds sliders or a button under the still picture of a viz control. `spec` is
// filled in by Go. Frames drawn beforehand are shown at once; without frames
// each move is sent to the running Go cell, which answers with a picture.
(() => {
    const spec = {{SPEC}};
    const root = document.getElementById(spec.root);
    if (!root || root.dataset.ready) return;
    root.dataset.ready = "1";
    root.addEventListener("keydown", (event) => event.stopPropagation()); // else the notebook takes the focus to its active cell
    const img = root.querySelector("img");
    root.querySelector(".viz-note")?.remove();
    const panel = document.createElement("div");
    root.appendChild(panel);
    const comm = spec.address ? globalThis.gonb_comm : null;

    const show = (frame) => {
        img.src = frame.src;
        img.alt = frame.alt;
        img.width = frame.width;
    };

    const knobs = spec.knobs.map((knob) => {
        const label = document.createElement("label");
        label.style.cssText = "display:flex;align-items:center;gap:0.7em;margin:0.4em 0;font-size:15px";
        const name = document.createElement("span");
        name.textContent = knob.label;
        const input = document.createElement("input");
        Object.assign(input, {type: "range", min: 0, max: knob.texts.length - 1, step: 1});
        input.value = knob.start;
        input.dataset.lmSuppressShortcuts = "true"; // arrow keys move the slider, not JupyterLab's cells
        input.style.cssText = "width:20em;max-width:60%";
        input.setAttribute("aria-label", knob.label);
        const value = document.createElement("output");
        const tell = () => {
            value.textContent = knob.texts[input.value];
            input.setAttribute("aria-valuetext", value.textContent);
        };
        tell();
        label.append(name, input, value);
        panel.append(label);
        input.addEventListener("input", () => {
            tell();
            if (spec.frames) show(spec.frames[input.value]);
            if (comm) comm.send(spec.address, knobs.map((k) => k.value).join(","));
        });
        return input;
    });

    const button = (text, press) => {
        const b = document.createElement("button");
        b.textContent = text;
        b.dataset.lmSuppressShortcuts = "true"; // so do Enter and Space press the button
        b.style.cssText = "font-size:15px;padding:0.25em 0.9em;margin:0.4em 0.6em 0.4em 0";
        b.addEventListener("click", press);
        panel.append(b);
    };
    if (spec.button) {
        let pressed = 0;
        button(spec.button, () => {
            pressed += 1;
            show(spec.frames[pressed % spec.frames.length]);
        });
    }
    if (comm) {
        button(spec.stop, () => comm.send(spec.address, "stop"));
        comm.subscribe(spec.address + "/picture", (address, text) => show(JSON.parse(text)));
        comm.send(spec.address, "ready");
    }
})();
