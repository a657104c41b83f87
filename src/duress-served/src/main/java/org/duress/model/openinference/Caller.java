package org.duress.model.openinference;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.model.host.ServerHost;

/**
 * Asks a server, several questions at once if told so, and again where a failure may pass: every question of the
 * protocol may be asked twice. One thread uses it.
 */
final class Caller {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Wire wire;
    private final ServerHost host;
    private final Time time;
    private final String model;
    private final int retries;
    private long answered;

    /**
     * A caller.
     *
     * @param model how messages name the model
     * @param retries how often a question is asked again
     */
    Caller(Wire wire, ServerHost host, Time time, String model, int retries) {
        this.wire = wire;
        this.host = host;
        this.time = time;
        this.model = model;
        this.retries = retries;
    }

    /** The same, over connections of its own. */
    Caller fresh() {
        return new Caller(wire.fresh(wire.timeout()), host, time, model, retries);
    }

    /** The same, with another patience. */
    Caller withRetries(int other) {
        return new Caller(wire, host, time, model, other);
    }

    /** How many questions were answered. */
    long answered() {
        return answered;
    }

    /** Asks one question. */
    <T> Outcome<T> ask(Ask<T> ask) {
        return await(new Call<>(ask));
    }

    /**
     * Asks many questions.
     *
     * @param inFlight most that are under way at once
     * @param answers gets the number of each question and its answer, in order; what it throws stops the rest
     */
    <T> void askAll(List<? extends Ask<T>> asks, int inFlight, BiConsumer<Integer, Outcome<T>> answers) {
        Deque<Call<T>> calls = new ArrayDeque<>();
        Iterator<? extends Ask<T>> next = asks.iterator();
        try {
            for (int i = 0; i < asks.size(); i++) {
                while (calls.size() < inFlight && next.hasNext()) {
                    calls.add(new Call<>(next.next()));
                }
                answers.accept(i, await(calls.getFirst()));
                calls.removeFirst();
            }
        } finally {
            calls.forEach(Call::cancel);
        }
    }

    private <T> Outcome<T> await(Call<T> call) {
        for (int attempt = 0; ; attempt++) {
            try {
                HttpAnswer answer = call.answer();
                if (answer.ok() && answer.forGood().isEmpty()) {
                    T value = call.ask.read(answer);
                    answered++;
                    return new Outcome.Answered<>(value);
                }
                if (!answer.temporary() || (answer.status() == 500 && attempt >= retries)) {
                    return Outcome.Refused.of(answer);
                }
                throw new Temporary(answer);
            } catch (IOException e) {
                WireFailure.forGood(e, wire.access().trust()).ifPresent(reason -> {
                    throw new EnvironmentException(model + " " + reason, e);
                });
                pauseOrGiveUp(attempt, e);
            }
            call.send();
        }
    }

    /** An answer that says that another time there may be a better one. */
    private static final class Temporary extends IOException {
        private final transient HttpAnswer answer;

        Temporary(HttpAnswer answer) {
            super(answer.problem());
            this.answer = answer;
        }
    }

    private void pauseOrGiveUp(int attempt, IOException cause) {
        String problem = explain(cause);
        Optional<String> gone = host.gone();
        String after = answered == 0 ? "" : ", after " + answered + " answered requests";
        if (gone.isPresent()) {
            throw new EnvironmentException(model + " " + problem + after + ": " + gone.get() + "; see its log", cause);
        }
        if (attempt >= retries) {
            throw new EnvironmentException(
                    model + " " + problem + (attempt == 0 ? "" : " " + (attempt + 1) + " times") + after
                            + "; check the server and its log, or raise model.retries",
                    cause);
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt, 20));
        if (cause instanceof Temporary temporary) {
            Duration wanted = temporary.answer.retryAfter().orElse(pause);
            pause = wanted.compareTo(pause) > 0 ? wanted : pause;
        }
        try {
            time.sleep(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private DuressException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new DuressException("the run was interrupted while " + model + " was asked", cause);
    }

    private String explain(IOException problem) {
        if (problem instanceof Temporary temporary) {
            return "answered with " + temporary.answer.problem();
        }
        if (WireFailure.unknownHost(problem)) {
            return "has a host that is not known";
        }
        if (WireFailure.refused(problem)) {
            return "refuses connections";
        }
        if (problem instanceof HttpTimeoutException) {
            return "did not answer within " + wire.timeout().toSeconds()
                    + " s (model.requestSeconds is how long it may take)";
        }
        return "did not answer in full (" + Words.cut(String.valueOf(problem.getMessage())) + ")";
    }

    /** A question under way. */
    private final class Call<T> {
        private final Ask<T> ask;
        private final Wire.Request request;
        private Wire.Sent sent;

        Call(Ask<T> ask) {
            this.ask = ask;
            this.request = ask.request();
            this.sent = wire.send(request);
        }

        void send() {
            sent = wire.send(request);
        }

        void cancel() {
            sent.cancel();
        }

        HttpAnswer answer() throws IOException {
            try {
                return sent.get();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }
}
