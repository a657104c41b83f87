package org.duress.spec;

import java.util.List;
import java.util.Optional;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Values;

/**
 * A model on a server of the Open Inference Protocol, and how patiently it is asked.
 *
 * @param version empty: the server's choice
 */
public record ServedModel(
        String name,
        Optional<String> version,
        int batch,
        int inFlight,
        int retries,
        int requestSeconds,
        int readySeconds) {
    private static final Block<ServedModel> BLOCK = new Block<>("model", ServedModel.class);

    public static final Key<ServedModel, String> NAME = BLOCK.required(
                    "name", ServedModel::name, Kind.TEXT, "the model's name on its server")
            .otherwise("required with url or image");

    public static final Key<ServedModel, Optional<String>> VERSION = BLOCK.key(
                    "version",
                    ServedModel::version,
                    Kind.optional(Kind.TEXT),
                    Optional.empty(),
                    "the model's version on its server")
            .otherwise("the server's choice");

    public static final Key<ServedModel, Integer> BATCH = BLOCK.key(
            "batch",
            ServedModel::batch,
            Kind.whole(Range.BATCH),
            8,
            "most images in one request; a server that takes fewer is given fewer");

    public static final Key<ServedModel, Integer> IN_FLIGHT = BLOCK.key(
            "inFlight", ServedModel::inFlight, Kind.whole(Range.IN_FLIGHT), 2, "most requests under way at once");

    public static final Key<ServedModel, Integer> RETRIES = BLOCK.key(
            "retries",
            ServedModel::retries,
            Kind.whole(Range.RETRIES),
            4,
            "how often a request that failed without an answer, or with one that says so, is repeated");

    public static final Key<ServedModel, Integer> REQUEST_SECONDS = BLOCK.key(
            "requestSeconds",
            ServedModel::requestSeconds,
            Kind.whole(Range.SECONDS),
            60,
            "how long one request may take");

    public static final Key<ServedModel, Integer> READY_SECONDS = BLOCK.key(
            "readySeconds",
            ServedModel::readySeconds,
            Kind.whole(Range.SECONDS),
            120,
            "how long the server may take until it is ready");

    public static final List<Key<ServedModel, ?>> KEYS =
            List.of(NAME, VERSION, BATCH, IN_FLIGHT, RETRIES, REQUEST_SECONDS, READY_SECONDS);

    /** A model that is asked with the defaults. */
    public ServedModel(String name) {
        this(Values.DEFAULTS.with(NAME, name));
    }

    private ServedModel(Values values) {
        this(
                values.get(NAME),
                values.get(VERSION),
                values.get(BATCH),
                values.get(IN_FLIGHT),
                values.get(RETRIES),
                values.get(REQUEST_SECONDS),
                values.get(READY_SECONDS));
    }

    public static ServedModel of(Values values) {
        return new ServedModel(values);
    }
}
