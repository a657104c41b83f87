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
import org.jspecify.annotations.Nullable;

/** Reads a body into memory, up to a limit, so that a server that never ends its answer is left. */
record BoundedBody(long limit) implements BodyHandler<byte[]> {
    /** Most bytes of an error or of metadata. */
    static final long SMALL = 1L << 20;

    /** Most bytes of any answer. */
    static final long MOST = 1L << 30;

    @Override
    public BodySubscriber<byte[]> apply(ResponseInfo info) {
        long own = info.statusCode() == 200 ? Math.min(limit, MOST) : SMALL;
        return new Subscriber(own);
    }

    /** The answer is longer than what was asked for can be. */
    static final class TooLarge extends IOException {
        TooLarge(long limit) {
            super("an answer of more than " + limit + " bytes");
        }
    }

    private static final class Subscriber implements BodySubscriber<byte[]> {
        private final long limit;
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final List<ByteBuffer> parts = new ArrayList<>();
        private long length;
        private Flow.@Nullable Subscription subscription;

        Subscriber(long limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription own) {
            subscription = own;
            own.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            if (body.isDone()) {
                return;
            }
            for (ByteBuffer buffer : buffers) {
                length += buffer.remaining();
                parts.add(buffer);
            }
            if (length > limit) {
                parts.clear();
                if (subscription != null) {
                    subscription.cancel();
                }
                body.completeExceptionally(new TooLarge(limit));
            }
        }

        @Override
        public void onError(Throwable problem) {
            parts.clear();
            body.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {
            byte[] all = new byte[(int) length];
            int at = 0;
            for (ByteBuffer part : parts) {
                int count = part.remaining();
                part.get(all, at, count);
                at += count;
            }
            body.complete(all);
        }
    }
}
