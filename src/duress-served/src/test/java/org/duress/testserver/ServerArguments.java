package org.duress.testserver;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line of {@link ModelServer}.
 *
 * @param model an ONNX file whose tensors are FP32
 * @param port 0 for any that is free
 * @param classAxis axis of the outputs along which the classes lie, for the faults that know classes
 * @param maxBytes largest body of a request
 */
record ServerArguments(
        Path model, String name, String version, String host, int port, int classAxis, int maxBytes, Faults faults) {
    private static final Set<String> KEYS =
            Set.of("model", "name", "version", "host", "port", "class-axis", "max-bytes", "fault");

    static final String USAGE = "--model=<file.onnx> [--name=unet] [--version=1] [--host=127.0.0.1] [--port=0]"
            + " [--class-axis=1] [--max-bytes=67108864] [--fault=<name>[=<number>][x<times>]]...";

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it is not as {@link #USAGE} says
     */
    static ServerArguments parse(String... arguments) {
        Map<String, String> values = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0 || !KEYS.contains(argument.substring(2, equals))) {
                throw new IllegalArgumentException(
                        "argument '" + argument + "' is unknown; the arguments are " + USAGE);
            }
            String key = argument.substring(2, equals);
            String value = argument.substring(equals + 1);
            if (key.equals("fault")) {
                faults.add(value);
            } else {
                values.put(key, value);
            }
        }
        String model = values.get("model");
        if (model == null) {
            throw new IllegalArgumentException("--model is missing; the arguments are " + USAGE);
        }
        return new ServerArguments(
                Path.of(model),
                values.getOrDefault("name", "unet"),
                values.getOrDefault("version", "1"),
                values.getOrDefault("host", "127.0.0.1"),
                Integer.parseInt(values.getOrDefault("port", "0")),
                Integer.parseInt(values.getOrDefault("class-axis", "1")),
                Integer.parseInt(values.getOrDefault("max-bytes", String.valueOf(64 << 20))),
                Faults.parse(faults));
    }
}
