package org.duress.model.openinference;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.duress.base.Heap;
import org.jspecify.annotations.Nullable;

/** Reads a body into memory, up to a limit, so that a server that never ends its answer is left. */
record BoundedBody(long limit) implements BodyHandler<byte[]> {
    /** Most bytes of an error or of metadata. */
    static final long SMALL = 1L << 20;

    /** Most bytes of any answer. */
    static final long MOST = 1L << 30;

    /**
     * Part of the heap that one answer may fill: it lies there twice while it is put together, and once more as
     * numbers.
     */
    private static final int HEAP_PART = 5;

    /** Bytes that are kept together: a server's pieces may be a byte each. */
    private static final int BLOCK = 1 << 16;

    @Override
    public BodySubscriber<byte[]> apply(ResponseInfo info) {
        long wanted = info.statusCode() == 200 ? Math.min(limit, MOST) : SMALL;
        long heap = Math.max(SMALL, Heap.most() / HEAP_PART);
        Subscriber subscriber = new Subscriber(Math.min(wanted, heap), heap < wanted);
        // Announced and too long already: nothing of it is read.
        if (info.headers().firstValue("Content-Length").map(Subscriber::length).orElse(0L) > subscriber.limit) {
            subscriber.leave();
        }
        return subscriber;
    }

    /** The answer is longer than what was asked for can be, or than there is memory for. */
    static final class TooLarge extends IOException {
        TooLarge(long limit, boolean memory) {
            super("more than " + limit + " bytes" + (memory ? ", all that this JVM has room for; " + Heap.RAISE : ""));
        }
    }

    private static final class Subscriber implements BodySubscriber<byte[]> {
        private final long limit;
        private final boolean memory;
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final List<byte[]> blocks = new ArrayList<>();
        private int free;
        private long length;
        private Flow.@Nullable Subscription subscription;

        Subscriber(long limit, boolean memory) {
            this.limit = limit;
            this.memory = memory;
        }

        static long length(String header) {
            try {
                return Long.parseLong(header.strip());
            } catch (NumberFormatException e) {
                return 0;
            }
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription own) {
            subscription = own;
            if (body.isDone()) {
                own.cancel();
            } else {
                own.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (body.isDone()) {
                    return;
                }
                length += buffer.remaining();
                if (length > limit) {
                    leave();
                } else {
                    keep(buffer);
                }
            }
        }

        private void keep(ByteBuffer buffer) {
            while (buffer.hasRemaining()) {
                if (free == 0) {
                    blocks.add(new byte[BLOCK]);
                    free = BLOCK;
                }
                int count = Math.min(free, buffer.remaining());
                buffer.get(blocks.get(blocks.size() - 1), BLOCK - free, count);
                free -= count;
            }
        }

        private void leave() {
            body.completeExceptionally(new TooLarge(limit, memory));
            blocks.clear();
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onError(Throwable problem) {
            blocks.clear();
            body.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {
            if (body.isDone()) {
                return;
            }
            byte[] all = new byte[(int) length];
            for (int i = 0; i < blocks.size(); i++) {
                int from = i * BLOCK;
                System.arraycopy(blocks.get(i), 0, all, from, Math.min(BLOCK, all.length - from));
            }
            blocks.clear();
            body.complete(all);
        }
    }
}
