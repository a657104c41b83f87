package org.duress.testserver;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The faults one server has. */
record Faults(Map<Fault, Order> orders) {
    /**
     * @param number as in {@code slow=200}; 0 where none belongs to the fault
     * @param times how many infer requests it happens to, from the first on
     */
    record Order(long number, long times) {}

    private static final Pattern FORM =
            Pattern.compile("(?<name>[a-z-]+?)(=(?<number>\\d{1,9}))?(x(?<times>\\d{1,9}))?");

    Faults {
        orders = Map.copyOf(orders);
    }

    /**
     * Reads them.
     *
     * @param texts {@code never-ready}, {@code slow=200}, {@code status=503x2}
     * @throws IllegalArgumentException if one is unknown or not of that form
     */
    static Faults parse(List<String> texts) {
        Map<Fault, Order> orders = new EnumMap<>(Fault.class);
        for (String text : texts) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException("fault '" + text + "' is not name[=number][xtimes]");
            }
            Fault fault = Arrays.stream(Fault.values())
                    .filter(known -> known.text().equals(form.group("name")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no fault '" + form.group("name") + "'"));
            String number = form.group("number");
            if (fault.numbered() != (number != null)) {
                throw new IllegalArgumentException(
                        "fault '" + fault.text() + "' takes " + (fault.numbered() ? "a number" : "no number"));
            }
            String times = form.group("times");
            orders.put(
                    fault,
                    new Order(
                            number == null ? 0 : Long.parseLong(number),
                            times == null ? Long.MAX_VALUE : Long.parseLong(times)));
        }
        return new Faults(orders);
    }

    boolean has(Fault fault) {
        return orders.containsKey(fault);
    }

    /** Whether it happens to this infer request. */
    boolean strikes(Fault fault, long request) {
        Order order = orders.get(fault);
        return order != null && request <= order.times();
    }

    /** Its number, and this one if there is no such fault. */
    long number(Fault fault, long otherwise) {
        Order order = orders.get(fault);
        return order == null ? otherwise : order.number();
    }
}
