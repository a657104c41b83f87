package org.duress.attack.query;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.duress.DuressException;
import org.jspecify.annotations.Nullable;

/**
 * Runs several searches side by side and answers their questions together: an optimiser that asks one question after
 * the other, once for each image, becomes one batch of images after the other for the model. Each search sees only its
 * own answers, so what it finds does not depend on the others.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
final class Lockstep<Q, A> {
    private final Function<List<Asked<Q>>, List<A>> answerer;

    /**
     * A lockstep.
     *
     * @param answerer answers the open questions, in their order; runs on the thread that calls {@link #run}
     */
    Lockstep(Function<List<Asked<Q>>, List<A>> answerer) {
        this.answerer = answerer;
    }

    /** A question and who asked it. */
    record Asked<Q>(int search, Q question) {}

    /** What a search asks with. */
    @FunctionalInterface
    interface Oracle<Q, A> {
        A ask(Q question);
    }

    /** A search; ends when it has nothing to ask any more. */
    @FunctionalInterface
    interface Search<Q, A> {
        void run(Oracle<Q, A> oracle);
    }

    /**
     * Runs all searches to their end.
     *
     * @throws RuntimeException what a search or the answerer threw; the other searches are stopped then
     */
    void run(List<? extends Search<Q, A>> searches) {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < searches.size(); i++) {
            workers.add(new Worker(i, searches.get(i)));
        }
        try {
            workers.forEach(Worker::start);
            List<Worker> open = waiting(workers);
            while (!open.isEmpty()) {
                List<Asked<Q>> questions = new ArrayList<>();
                for (Worker worker : open) {
                    questions.add(new Asked<>(worker.index, worker.question()));
                }
                List<A> answers = answerer.apply(questions);
                for (int i = 0; i < open.size(); i++) {
                    open.get(i).answers.add(answers.get(i));
                }
                open = waiting(open);
            }
        } finally {
            workers.forEach(worker -> worker.thread.interrupt());
        }
    }

    /** Waits until each of these has a question or has ended; those with a question, in their order. */
    private List<Worker> waiting(List<Worker> workers) {
        List<Worker> open = new ArrayList<>();
        for (Worker worker : workers) {
            if (worker.asks()) {
                open.add(worker);
            }
        }
        return open;
    }

    /** Thrown in a search that is stopped. */
    private static final class Stopped extends RuntimeException {
        Stopped() {
            super("stopped", null, false, false);
        }
    }

    private final class Worker {
        private final int index;
        private final Thread thread;
        private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
        private final BlockingQueue<A> answers = new LinkedBlockingQueue<>();
        private @Nullable Q question;
        private @Nullable Throwable failure;
        private boolean ended;

        Worker(int index, Search<Q, A> search) {
            this.index = index;
            thread = new Thread(() -> work(search), "duress-search-" + index);
            thread.setDaemon(true);
        }

        void start() {
            thread.start();
        }

        private void work(Search<Q, A> search) {
            try {
                search.run(this::ask);
                events.add(() -> ended = true);
            } catch (Stopped e) {
                events.add(() -> ended = true);
            } catch (RuntimeException | Error e) {
                events.add(() -> failure = e);
            }
        }

        private A ask(Q next) {
            events.add(() -> question = next);
            try {
                return answers.take();
            } catch (InterruptedException e) {
                throw new Stopped();
            }
        }

        /** Takes the search's next event: a question, its end, or its failure. */
        boolean asks() {
            try {
                events.take().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DuressException(
                        "the query attack was interrupted; there is no verdict, run the test again", e);
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            return !ended;
        }

        Q question() {
            if (question == null) {
                throw new IllegalStateException("search " + index + " asks nothing");
            }
            return question;
        }
    }
}
