package org.duress.model.container;

import com.github.dockerjava.api.DockerClient;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duress.EnvironmentException;
import org.testcontainers.DockerClientFactory;

/** The Docker engine that Testcontainers finds. */
final class Engine {
    /** An engine's error as docker-java writes it. */
    private static final Pattern ANSWER = Pattern.compile("Status \\d+: \\{\"message\":\"(.*)\"}", Pattern.DOTALL);

    /** Testcontainers' words for that, the first time and thereafter; they point to its log. */
    private static final Pattern NONE_FOUND = Pattern.compile("valid Docker environment|find a Docker environment");

    private Engine() {}

    /** See {@link Docker#whyNot}. */
    static Optional<String> whyNot() {
        try {
            // Testcontainers asks only once, and an engine may go away.
            client().pingCmd().exec();
            return Optional.empty();
        } catch (RuntimeException e) {
            String why = reason(e);
            if (NONE_FOUND.matcher(why).find()) {
                return Optional.of("no Docker engine answers; start one, or set DOCKER_HOST to where one is");
            }
            return Optional.of(
                    why.toLowerCase(Locale.ROOT).contains("ryuk")
                            ? "Testcontainers cannot start Ryuk, which cleans up after it (" + why
                                    + "); pull its image, or set TESTCONTAINERS_RYUK_DISABLED=true in the environment"
                            : "no Docker engine answers (" + why + "); start one, or set DOCKER_HOST to where one is");
        }
    }

    /**
     * The client of an engine that answers.
     *
     * @throws EnvironmentException if none does
     */
    static DockerClient require() {
        whyNot().ifPresent(why -> {
            throw new EnvironmentException(why);
        });
        return client();
    }

    private static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    /** What went wrong at the bottom of it, on one line: the layers above repeat that something did. */
    static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if (message == null) {
            return cause.toString();
        }
        Matcher answer = ANSWER.matcher(message.strip());
        return (answer.matches() ? answer.group(1).replace("\\\"", "\"") : message.strip()).replaceAll("\\s+", " ");
    }
}
