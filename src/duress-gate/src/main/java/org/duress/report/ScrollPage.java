package org.duress.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A volume to scroll through, as one HTML file that needs nothing else and no network: three cuts, each with the planes
 * that show the organ ({@link OrganPlanes}), from the plane through the worst spot on. Arrow keys, a slider and the
 * wheel turn planes; without scripts the worst plane is seen. Its colours follow the reader's, light or dark.
 *
 * <p>Its size is bounded: at most {@value #MOST_PLANES} planes a cut, as JPEGs whose longest side has a fixed length
 * whatever the volume's, and fewer planes where they would be more bytes than allowed.
 */
public final class ScrollPage {
    /** Planes of one cut; every k-th where more show the organ. */
    static final int MOST_PLANES = 48;

    /** Of a file in the report's folder. */
    static final int MOST_BYTES = 6_000_000;

    private static final int CELL = 208;
    private static final int SMALL_CELL = 112;
    private static final double QUALITY = 0.6;
    private static final String[] CAPTIONS = {
        "S<sub>0</sub> on I<sub>0</sub>", "S<sub>DV</sub> on I<sub>DV</sub>", "what changed", "D", "V"
    };
    private static final String[] ALTERNATIVES = {
        "segmentation of the clean image",
        "segmentation of the attacked image",
        "where the two segmentations differ",
        "deformation as a grid",
        "intensity added"
    };

    private final Panel panel;
    private final Shown shown;
    private final double displacement;
    private final double offset;

    /** A page of what a panel shows. */
    public ScrollPage(Panel panel) {
        this.panel = panel;
        shown = panel.shown();
        displacement = Panel.roundUp(shown.longestDisplacement());
        offset = Panel.roundUp(shown.largestOffset());
    }

    /** The page for the report's folder, in UTF-8; at most 6 MB. */
    public byte[] html() {
        return html(CELL, CAPTIONS.length, MOST_PLANES, MOST_BYTES);
    }

    /**
     * A smaller one, in UTF-8, of both segmentations and what changed.
     *
     * @param most bytes, of at least about 30,000: one plane a cut is always there
     */
    public byte[] small(int most) {
        return html(SMALL_CELL, 3, MOST_PLANES, most);
    }

    private byte[] html(int cell, int pictures, int planes, int most) {
        byte[] page = of(cell, pictures, planes).getBytes(StandardCharsets.UTF_8);
        return page.length <= most || planes == 1 ? page : html(cell, pictures, Math.max(1, planes * 2 / 3), most);
    }

    private String of(int cell, int pictures, int most) {
        List<String> cuts = new ArrayList<>();
        String first = "";
        for (Cut cut : Cut.of(shown.grid())) {
            Plane worst = panel.plane(cut);
            List<Plane> planes = OrganPlanes.of(shown, panel.organ(), cut, worst.index(), most);
            boolean seen = first.isEmpty();
            first = seen ? figures(worst, cell, pictures) : first;
            cuts.add(planes.stream()
                    .map(plane -> "[" + (plane.index() + 1)
                            + (seen && plane.equals(worst) ? "" : "," + sources(plane, cell, pictures)) + "]")
                    .collect(Collectors.joining(
                            ",\n",
                            "{name:\"" + cut.word() + "\",of:" + cut.planes(shown.grid()) + ",worst:"
                                    + planes.indexOf(worst) + ",planes:[\n",
                            "]}")));
        }
        return TEMPLATE.replace("@title@", Tag.escape(panel.title()))
                .replace("@head@", Tag.escape(panel.headline()))
                .replace("@outcome@", Tag.escape(panel.outcome()))
                .replace("@size@", Tag.escape(panel.size()))
                .replace("@legend@", legend(pictures))
                .replace("@zoom@", String.format(Locale.ROOT, "%.2f", (double) CELL / cell))
                .replace("@figures@", first)
                .replace("@cuts@", String.join(",\n", cuts));
    }

    private String legend(int pictures) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < panel.organs().size(); i++) {
            keys.add(key(shown.colours().get(i), panel.organs().get(i)));
        }
        keys.add(key(Panel.LOST, "lost, or another organ now"));
        keys.add(key(Panel.GAINED, "new"));
        if (pictures == CAPTIONS.length) {
            String unit = shown.lengths().unit();
            keys.add(String.format(Locale.ROOT, "<span>D: white 0 to blue %.2f %s</span>", displacement, unit));
            keys.add(String.format(Locale.ROOT, "<span>V: blue -%.2f to red %.2f sd</span>", offset, offset));
        }
        return String.join("\n", keys);
    }

    private static String key(Color colour, String name) {
        return String.format(
                Locale.ROOT,
                "<span><i style=\"background:#%06x\"></i>%s</span>",
                colour.getRGB() & 0xFFFFFF,
                Tag.escape(name));
    }

    private String figures(Plane plane, int cell, int pictures) {
        StringBuilder html = new StringBuilder();
        List<String> sources = jpegs(plane, cell, pictures);
        for (int i = 0; i < pictures; i++) {
            html.append("<figure><img alt=\"")
                    .append(ALTERNATIVES[i])
                    .append("\" src=\"data:image/jpeg;base64,")
                    .append(sources.get(i))
                    .append("\"><figcaption>")
                    .append(CAPTIONS[i])
                    .append("</figcaption></figure>\n");
        }
        return html.toString();
    }

    private String sources(Plane plane, int cell, int pictures) {
        return jpegs(plane, cell, pictures).stream()
                .map(base64 -> '"' + base64 + '"')
                .collect(Collectors.joining(","));
    }

    private List<String> jpegs(Plane plane, int cell, int pictures) {
        PlanePictures all = new PlanePictures(shown, plane, cell);
        List<BufferedImage> images = new ArrayList<>(List.of(
                all.overlay(false, shown.clean(), shown.truth(), panel.organ()),
                all.overlay(true, shown.segmented(), shown.reference(), panel.organ()),
                all.change(Panel.LOST, Panel.GAINED)));
        if (pictures > images.size()) {
            images.add(all.deformation(displacement));
            images.add(all.intensity(offset));
        }
        return images.stream()
                .map(image -> Base64.getEncoder().encodeToString(Page.jpeg(image, QUALITY)))
                .toList();
    }

    /** In a low frame, as Allure has it, the pictures take the place of the words. */
    private static final String TEMPLATE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>@title@</title>
            <style>
            :root { color-scheme: light dark }
            body { font: 14px/1.4 system-ui, sans-serif; margin: 10px; background: Canvas; color: CanvasText }
            h1 { font-size: 17px; margin: 0 }
            p { margin: 2px 0; white-space: pre-wrap }
            form { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; margin: 6px 0 }
            input[type=range] { flex: 1 1 120px; max-width: 560px; margin: 0 }
            output { min-width: 13em }
            main { display: flex; flex-wrap: wrap; gap: 8px }
            figure { margin: 0 }
            img { display: block; zoom: @zoom@ }
            figcaption { font-size: 12px }
            footer { margin-top: 8px; font-size: 12px }
            footer span { margin-right: 12px }
            i { display: inline-block; width: 11px; height: 11px; margin-right: 4px; border: 1px solid GrayText }
            @media (max-height: 240px) {
              body { margin: 2px 6px }
              header, footer, figcaption { display: none }
              form { margin: 0 0 2px; flex-wrap: nowrap; font-size: 12px }
              output { min-width: 9em }
              main { flex-wrap: nowrap }
              figure { flex: 0 1 auto }
              img { zoom: 1; max-width: 100%; max-height: calc(100vh - 30px) }
            }
            </style>
            </head>
            <body>
            <header>
            <h1>@head@</h1>
            <p>@outcome@</p>
            <p>@size@</p>
            </header>
            <form>
            <span id="cuts"></span>
            <input type="range" id="at" min="0" step="1" aria-label="plane">
            <output id="where" for="at">the plane through the worst spot</output>
            </form>
            <main>
            @figures@</main>
            <footer>
            @legend@
            <p>Arrow keys, the wheel and the slider turn planes; Home goes to the worst.</p>
            </footer>
            <script>
            "use strict";
            const cuts = [
            @cuts@
            ];
            const images = Array.from(document.images);
            const texts = images.map(image => image.alt);
            const first = images.map(image => image.src);
            const at = document.getElementById("at");
            const where = document.getElementById("where");
            let cut;
            function show() {
              const index = Number(at.value);
              const plane = cut.planes[index];
              const words = cut.name + " " + plane[0] + " of " + cut.of + (index === cut.worst ? " (worst)" : "");
              images.forEach((image, i) => {
                image.src = plane.length > 1 ? "data:image/jpeg;base64," + plane[i + 1] : first[i];
                image.alt = texts[i] + ", " + words;
              });
              where.value = words;
              at.setAttribute("aria-valuetext", words);
            }
            function turn(by) {
              const before = at.value;
              at.value = Number(before) + by;
              show();
              return at.value !== before;
            }
            function choose(chosen) {
              cut = chosen;
              at.max = cut.planes.length - 1;
              at.value = cut.worst;
              show();
            }
            cuts.forEach((one, i) => {
              const label = document.createElement("label");
              const radio = document.createElement("input");
              radio.type = "radio";
              radio.name = "cut";
              radio.checked = i === 0;
              radio.onchange = () => choose(one);
              label.append(radio, one.name);
              document.getElementById("cuts").append(label);
            });
            at.oninput = show;
            document.querySelector("form").onsubmit = () => false;
            document.onkeydown = event => {
              const by = {ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5}[event.key];
              if (event.key === "Home") {
                choose(cut);
              } else if (by && event.target.type !== "radio") {
                turn(by);
              } else {
                return;
              }
              event.preventDefault();
            };
            document.querySelector("main").addEventListener("wheel", event => {
              if (turn(event.deltaY < 0 ? 1 : -1)) {
                event.preventDefault();
              }
            }, {passive: false});
            choose(cuts[0]);
            </script>
            </body>
            </html>
            """;
}
