package org.duress.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An element of HTML or SVG. Text and values of attributes are escaped, and nothing else can be put in but elements, so
 * that no name of a spec can become markup. Mutable.
 */
public final class Tag {
    /** Those that have no end. */
    private static final Set<String> VOID = Set.of("br", "hr", "img", "input", "link", "meta", "wbr");

    /** What is text to the end, whatever it looks like. */
    private static final Set<String> RAW = Set.of("script", "style");

    /** Names come from code alone. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> content = new ArrayList<>();

    private Tag(String name) {
        this.name = named(name);
    }

    private static String named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' names no element and no attribute");
        }
        return name;
    }

    public static Tag of(String name) {
        return new Tag(name);
    }

    /** An element with text. */
    public static Tag of(String name, String text) {
        return of(name).text(text);
    }

    /** Sets an attribute; one that is set is replaced. */
    public Tag with(String attribute, String value) {
        attributes.put(named(attribute), value);
        return this;
    }

    /** Sets an attribute to a number, whole where it can be. */
    public Tag with(String attribute, double value) {
        return with(
                attribute,
                value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.2f", value));
    }

    /** Adds text. */
    public Tag text(String text) {
        content.add(text);
        return this;
    }

    /** Adds elements. */
    public Tag add(Tag... elements) {
        return add(Stream.of(elements));
    }

    /** Adds elements. */
    public Tag add(Stream<Tag> elements) {
        elements.forEach(content::add);
        return this;
    }

    /** The element as a document has it. */
    public String html() {
        StringBuilder html = new StringBuilder();
        write(html);
        return html.toString();
    }

    private void write(StringBuilder html) {
        html.append('<').append(name);
        attributes.forEach((attribute, value) -> html.append(' ')
                .append(attribute)
                .append("=\"")
                .append(escape(value))
                .append('"'));
        html.append('>');
        if (VOID.contains(name)) {
            return;
        }
        for (Object part : content) {
            if (part instanceof Tag element) {
                element.write(html);
            } else if (RAW.contains(name)) {
                html.append(raw((String) part));
            } else {
                html.append(escape((String) part));
            }
        }
        html.append("</").append(name).append('>');
    }

    private static String raw(String code) {
        if (code.contains("</") || code.contains("<!--")) {
            throw new IllegalArgumentException("code with \"</\" would end its element");
        }
        return code;
    }

    /** Text that shows as it is written, in an element and in an attribute between double quotes. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
