package org.duress.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.report.Gallery;
import org.duress.report.OrganColours;
import org.duress.report.Tag;
import org.duress.result.RobustnessResult;

/**
 * The worst cases, each clean and attacked: side by side, and where there are scripts one over the other, with a slider
 * and a button that lets them blink. The worst of each organ comes first.
 */
final class GalleryPart {
    private GalleryPart() {}

    static Stream<Tag> of(RobustnessResult result, Gallery gallery, Pictures pictures) {
        if (gallery.cases().isEmpty()) {
            return Stream.empty();
        }
        Tag cases = Tag.of("div").with("class", "gallery");
        Tag left = Tag.of("ul");
        boolean any = false;
        for (Gallery.Case one : worstOfEachFirst(gallery)) {
            if (pictures.fit(files(one))) {
                cases.add(figure(one, pictures));
            } else {
                any = true;
                left.add(item(one, pictures));
            }
        }
        Stream<Tag> more = any ? Stream.of(Tag.of("p", "Not on this page, for its size:"), left) : Stream.empty();
        return Stream.concat(
                Stream.of(
                        Tag.of("h3", "Worst cases, clean and attacked"),
                        Tag.of("p", "The white line is the label. What the model segments:")
                                .add(legend(result)),
                        cases),
                more);
    }

    /** An organ shows one before another shows two. */
    private static List<Gallery.Case> worstOfEachFirst(Gallery gallery) {
        List<Gallery.Case> first = new ArrayList<>();
        List<Gallery.Case> others = new ArrayList<>();
        for (Gallery.Case one : gallery.cases()) {
            boolean seen = first.stream().anyMatch(other -> other.organ().equals(one.organ()));
            (seen ? others : first).add(one);
        }
        first.addAll(others);
        return first;
    }

    private static String[] files(Gallery.Case one) {
        return one.pairs().stream()
                .flatMap(pair -> Stream.of(pair.clean().file(), pair.attacked().file()))
                .toArray(String[]::new);
    }

    private static Tag legend(RobustnessResult result) {
        List<String> organs = List.copyOf(result.spec().cohort().organs().keySet());
        Tag legend = Tag.of("span").with("class", "legend");
        for (int i = 0; i < organs.size(); i++) {
            String colour =
                    String.format("#%06x", OrganColours.of(organs).get(i).getRGB() & 0xFFFFFF);
            legend.add(Tag.of("span")
                    .add(Tag.of("svg")
                            .with("width", 12)
                            .with("height", 12)
                            .with("aria-hidden", "true")
                            .add(Tag.of("rect")
                                    .with("width", 12)
                                    .with("height", 12)
                                    .with("fill", colour)))
                    .text(" " + organs.get(i)));
        }
        return legend;
    }

    private static Tag figure(Gallery.Case one, Pictures pictures) {
        Tag figure = Tag.of("figure").with("class", "compare").with("data-title", one.title());
        figure.add(Tag.of("figcaption")
                .add(Tag.of("strong", one.title()), Tag.of("br"))
                .text(one.outcome()));
        for (Gallery.Pair pair : one.pairs()) {
            Tag sides = Tag.of("div").with("class", "pair").with("data-name", pair.name());
            side(pair, pair.clean(), "clean", pictures).ifPresent(sides::add);
            side(pair, pair.attacked(), "attacked", pictures).ifPresent(sides::add);
            figure.add(sides);
        }
        return figure.add(links(one, pictures));
    }

    private static Optional<Tag> side(Gallery.Pair pair, Gallery.Picture picture, String state, Pictures pictures) {
        return pictures.image(picture.file(), picture.alt())
                .map(image -> Tag.of("div")
                        .with("class", "side " + state)
                        .add(
                                image.with("width", pair.width()).with("height", pair.height()),
                                Tag.of("span", state).with("class", "state").with("aria-hidden", "true")));
    }

    private static Tag links(Gallery.Case one, Pictures pictures) {
        Tag links = Tag.of("p").with("class", "links");
        for (Gallery.Link link : one.links()) {
            links.add(pictures.link(link.name(), link.file()).with("aria-label", link.name() + " of " + one.title()))
                    .text(" ");
        }
        return links;
    }

    private static Tag item(Gallery.Case one, Pictures pictures) {
        Tag item = Tag.of("li", one.title() + ", " + one.outcome() + ": ");
        for (Gallery.Pair pair : one.pairs()) {
            item.add(
                            pictures.link(pair.name() + " clean", pair.clean().file()),
                            Tag.of("span", ", "),
                            pictures.link("attacked", pair.attacked().file()))
                    .text("; ");
        }
        return item.add(links(one, pictures));
    }
}
