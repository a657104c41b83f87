package org.duress.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Values;

/**
 * A model on a server of the Open Inference Protocol, and how patiently it is asked. It is made of values by their keys
 * ({@link #of}, {@link #with}): its components are too alike to be told apart by their place.
 *
 * @param version empty: the server's choice
 * @param authorizationFrom name of the environment variable that holds the header {@code Authorization}, whole; never
 *     what it holds
 * @param certificates PEM file of the only CAs that an https server is believed by; empty: those of the JVM
 * @param classCount classes, background included, of a model that answers with class numbers alone; empty: up to the
 *     largest in {@code model.classes}
 */
public record ServedModel(
        String name,
        Optional<String> version,
        int batch,
        int inFlight,
        int retries,
        int requestSeconds,
        int readySeconds,
        Optional<String> authorizationFrom,
        Optional<Path> certificates,
        OptionalInt classCount) {
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

    public static final Key<ServedModel, Optional<String>> AUTHORIZATION_FROM = BLOCK.key(
                    "authorizationFrom",
                    ServedModel::authorizationFrom,
                    Kind.optional(ModelKinds.VARIABLE),
                    Optional.empty(),
                    "environment variable whose value is sent as the header Authorization, to the server alone")
            .otherwise("none, and no such header");

    public static final Key<ServedModel, Optional<Path>> CERTIFICATES = BLOCK.key(
                    "certificates",
                    ServedModel::certificates,
                    Kind.optional(Kind.PATH),
                    Optional.empty(),
                    "PEM file of the CAs that the certificate of an https server must be from, in place of the JVM's")
            .otherwise("the JVM's CAs");

    public static final Key<ServedModel, OptionalInt> CLASS_COUNT = BLOCK.key(
                    "classCount",
                    ServedModel::classCount,
                    Kind.optionalWhole(Kind.whole(Range.CLASS_COUNT)),
                    OptionalInt.empty(),
                    "classes, background included, of a model that answers with class numbers and no probabilities")
            .otherwise("up to the largest in model.classes");

    public static final List<Key<ServedModel, ?>> KEYS = List.of(
            NAME,
            VERSION,
            BATCH,
            IN_FLIGHT,
            RETRIES,
            REQUEST_SECONDS,
            READY_SECONDS,
            AUTHORIZATION_FROM,
            CERTIFICATES,
            CLASS_COUNT);

    public ServedModel {
        // Whoever writes the secret itself here must not find it in a log.
        if (!authorizationFrom.map(ModelKinds::namesVariable).orElse(true)) {
            throw new DuressException("'" + AUTHORIZATION_FROM + "' " + ModelKinds.NO_VARIABLE);
        }
    }

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
                values.get(READY_SECONDS),
                values.get(AUTHORIZATION_FROM),
                values.get(CERTIFICATES),
                values.get(CLASS_COUNT));
    }

    public static ServedModel of(Values values) {
        return new ServedModel(values);
    }

    /**
     * The same with another value of one key.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public <T> ServedModel with(Key<ServedModel, T> key, T value) {
        return of(Values.of(this).with(key, value));
    }
}
