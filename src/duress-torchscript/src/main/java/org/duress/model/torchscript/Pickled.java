package org.duress.model.torchscript;

import java.util.ArrayList;
import java.util.List;

/** A value of a pickle, read as data. */
final class Pickled {
    enum Kind {
        NONE,
        BOOL,
        INT,
        FLOAT,
        COMPLEX,
        STRING,
        DEVICE,
        LIST,
        TUPLE,
        DICT,
        TENSOR,
        OBJECT,
        /** A member of an enumeration, or a named tuple. */
        MADE,
        /** What only other instructions of the pickle take: names of classes, storages, hooks. */
        PART
    }

    /** Objects within objects; networks have about ten. */
    private static final int DEEPEST = 100;

    /** Values when all that is shared is counted each time, as those who walk over a module do. */
    private static final long LARGEST = 10_000_000;

    private final Kind kind;
    private final String text;
    private final long number;
    private final List<Pickled> items = new ArrayList<>();
    private int depth = 1;
    private long size = 1;
    private boolean complete;

    private Pickled(Kind kind, String text, long number) {
        this.kind = kind;
        this.text = text;
        this.number = number;
        this.complete = kind != Kind.LIST && kind != Kind.DICT && kind != Kind.OBJECT;
    }

    static Pickled of(Kind kind) {
        return new Pickled(kind, "", 0);
    }

    static Pickled of(Kind kind, String text) {
        return new Pickled(kind, text, 0);
    }

    static Pickled of(Kind kind, long number) {
        return new Pickled(kind, "", number);
    }

    static Pickled of(Kind kind, String text, long number) {
        return new Pickled(kind, text, number);
    }

    static Pickled of(Kind kind, String text, List<Pickled> items) {
        Pickled value = new Pickled(kind, text, items.size());
        items.forEach(value::hold);
        return value;
    }

    private void hold(Pickled item) {
        items.add(item);
        depth = Math.max(depth, item.depth + 1);
        size += item.size;
        if (depth > DEEPEST) {
            throw Refusal.of("holds values within values, more than " + DEEPEST, "check where it comes from");
        }
        if (size > LARGEST) {
            throw Refusal.of("holds more than " + LARGEST + " values", "check where it comes from");
        }
    }

    /** Adds to a list, to a dictionary (key, then value), or an object's state. */
    void add(Pickled item) {
        if (complete || item.kind == Kind.PART || !item.complete) {
            throw Refusal.damaged("a pickle that fills what it has already used");
        }
        hold(item);
    }

    /** Nothing can be added any more: it is used elsewhere, and a value that held itself would have no end. */
    Pickled completed() {
        complete = true;
        return this;
    }

    boolean isComplete() {
        return complete;
    }

    Kind kind() {
        return kind;
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** Of a string or device its characters, of an object or part its class or name. */
    String text() {
        return text;
    }

    /** Of a number that is whole its value. */
    long number() {
        return number;
    }

    /** What it holds: of a dictionary keys and values in turn, of an object its state. */
    List<Pickled> items() {
        return items;
    }
}
