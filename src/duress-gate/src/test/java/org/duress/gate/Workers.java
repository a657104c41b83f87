package org.duress.gate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Machines that do pieces in turn, each order's last piece first, and are told everything as bytes. */
final class Workers implements WorkElsewhere, AutoCloseable {
    /** What was ordered, in words, with how much of it was asked for. */
    final List<String> orders = new ArrayList<>();

    private final List<BatchWork> machines;

    Workers(BatchWork... machines) {
        this.machines = List.of(machines);
    }

    @Override
    public Done begin(WorkOrder order) {
        int number = orders.size();
        List<byte[]> done = done(order, number);
        int[] asked = {0};
        orders.add(order.name());
        return piece -> {
            orders.set(number, order.name() + " " + ++asked[0] + "/" + order.pieces());
            return new ByteArrayInputStream(done.get(piece));
        };
    }

    private List<byte[]> done(WorkOrder order, int number) {
        List<byte[]> done = new ArrayList<>();
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            order.writeTo(text);
            List<BatchWork.Begun> begun = new ArrayList<>();
            for (BatchWork machine : machines) {
                begun.add(machine.begin(new ByteArrayInputStream(text.toByteArray())));
            }
            for (int piece = order.pieces() - 1; piece >= 0; piece--) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                begun.get((piece + number) % begun.size()).work(piece, out);
                done.add(0, out.toByteArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return done;
    }

    @Override
    public void close() {
        machines.forEach(BatchWork::close);
    }
}
