package org.duress.spec.key;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.Parser;

/** Refuses YAML that is nested deeper than any spec: composing recurses, and would fill the stack. */
final class ShallowParser implements Parser {
    /** A spec has five levels. */
    private static final int DEEPEST = 32;

    private final Parser parser;
    private int depth;

    ShallowParser(Parser parser) {
        this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public Event next() {
        Event event = parser.next();
        switch (event.getEventId()) {
            case SequenceStart, MappingStart -> depth++;
            case SequenceEnd, MappingEnd -> depth--;
            default -> {
                // neither opens nor closes anything
            }
        }
        if (depth > DEEPEST) {
            throw new ParserException(
                    "it is nested deeper than " + DEEPEST + " levels, which no spec needs", event.getStartMark());
        }
        return event;
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }
}
