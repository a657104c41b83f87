package org.duress.model.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The few Python expressions that configurations hold in place of a value: literals, references, lists, arithmetic, a
 * choice, a length. It is a parser of these alone; there is no interpreter behind it.
 */
final class Expression {
    private static final int LONGEST = 1000;
    private static final int DEEPEST = 32;

    private static final Pattern TOKEN = Pattern.compile("\\s*(@\\w+(?:(?:::|#)\\w+)*"
            + "|[0-9]+\\.?[0-9]*(?:[eE][-+]?[0-9]+)?|\\.[0-9]+"
            + "|[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*"
            + "|'[^'\\\\]*'|\"[^\"\\\\]*\""
            + "|//|==|[-+*/()\\[\\],])");

    /** Names that say how numbers are stored, which changes nothing here. */
    private static final Set<String> MODULES = Set.of("torch", "numpy", "np");

    private static final Pattern COMMON_KEY = Pattern.compile("monai\\.utils\\.CommonKeys\\.([A-Z]+)");

    private final String text;
    private final Configuration configuration;
    private final List<String> tokens;
    private int next;
    private int depth;

    private Expression(String text, Configuration configuration) {
        this.text = text;
        this.configuration = configuration;
        this.tokens = tokens();
    }

    /**
     * The value of an expression.
     *
     * @param text without the dollar sign
     * @throws org.duress.DuressException if it is any other expression
     */
    static JsonNode evaluate(String text, Configuration configuration) {
        Expression expression = new Expression(text, configuration);
        JsonNode value = expression.choice();
        if (expression.next < expression.tokens.size()) {
            throw expression.unknown();
        }
        return value;
    }

    private List<String> tokens() {
        if (text.length() > LONGEST) {
            throw unknown();
        }
        List<String> found = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (!text.substring(at).isBlank()) {
            matcher.region(at, text.length());
            if (!matcher.lookingAt()) {
                throw unknown();
            }
            found.add(matcher.group(1));
            at = matcher.end();
        }
        return found;
    }

    private RuntimeException unknown() {
        return configuration.refuse("$" + text, "is an expression that is not understood, and none is executed");
    }

    private boolean take(String token) {
        if (next < tokens.size() && tokens.get(next).equals(token)) {
            next++;
            return true;
        }
        return false;
    }

    private void need(String token) {
        if (!take(token)) {
            throw unknown();
        }
    }

    private JsonNode choice() {
        if (++depth > DEEPEST) {
            throw unknown();
        }
        JsonNode value = sum();
        if (take("if")) {
            boolean chosen = truth(condition());
            need("else");
            JsonNode other = choice();
            value = chosen ? value : other;
        }
        depth--;
        return value;
    }

    private JsonNode condition() {
        if (take("not")) {
            return BooleanNode.valueOf(!truth(condition()));
        }
        JsonNode left = sum();
        return take("==") ? BooleanNode.valueOf(equal(left, sum())) : left;
    }

    private static boolean equal(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.doubleValue() == right.doubleValue();
        }
        return left.equals(right);
    }

    private static boolean truth(JsonNode node) {
        if (node.isContainerNode()) {
            return !node.isEmpty();
        }
        if (node.isTextual()) {
            return !node.textValue().isEmpty();
        }
        return node.isNumber() ? node.doubleValue() != 0 : node.asBoolean();
    }

    private JsonNode sum() {
        JsonNode left = product();
        while (true) {
            if (take("+")) {
                left = plus(left, product());
            } else if (take("-")) {
                JsonNode right = product();
                left = number(numberOf(left) - numberOf(right), whole(left) && whole(right));
            } else {
                return left;
            }
        }
    }

    private JsonNode plus(JsonNode left, JsonNode right) {
        if (left.isContainerNode() && left.size() + right.size() > LONGEST) {
            throw unknown(); // lists that are added to themselves again and again
        }
        if (left.isTextual() && right.isTextual() && left.textValue().length() <= LONGEST) {
            return TextNode.valueOf(left.textValue() + right.textValue());
        }
        if (left.isArray() && right.isArray()) {
            ArrayNode both = JsonNodeFactory.instance.arrayNode();
            left.forEach(both::add);
            right.forEach(both::add);
            return both;
        }
        return number(numberOf(left) + numberOf(right), whole(left) && whole(right));
    }

    private JsonNode product() {
        JsonNode left = signed();
        while (true) {
            if (take("*")) {
                JsonNode right = signed();
                left = number(numberOf(left) * numberOf(right), whole(left) && whole(right));
            } else if (take("//")) {
                JsonNode right = signed();
                left = number(Math.floor(numberOf(left) / numberOf(right)), whole(left) && whole(right));
            } else if (take("/")) {
                left = number(numberOf(left) / numberOf(signed()), false);
            } else {
                return left;
            }
        }
    }

    private JsonNode signed() {
        if (take("-")) {
            if (++depth > DEEPEST) {
                throw unknown();
            }
            JsonNode value = signed();
            depth--;
            return number(-numberOf(value), whole(value));
        }
        return atom();
    }

    private JsonNode atom() {
        if (next >= tokens.size()) {
            throw unknown();
        }
        String token = tokens.get(next++);
        char first = token.charAt(0);
        if (first == '@') {
            return configuration.reference(token.substring(1));
        }
        if (Character.isDigit(first) || first == '.') {
            return number(Double.parseDouble(token), token.matches("[0-9]+"));
        }
        if (first == '\'' || first == '"') {
            return TextNode.valueOf(token.substring(1, token.length() - 1));
        }
        if (first == '(') {
            return parentheses();
        }
        return first == '[' ? items("]") : name(token);
    }

    /** A value in parentheses, or a tuple. */
    private JsonNode parentheses() {
        if (take(")")) {
            return JsonNodeFactory.instance.arrayNode();
        }
        JsonNode value = choice();
        if (take(")")) {
            return value;
        }
        need(",");
        ArrayNode tuple = JsonNodeFactory.instance.arrayNode().add(value);
        items(")").forEach(tuple::add);
        return tuple;
    }

    private ArrayNode items(String end) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        while (!take(end)) {
            items.add(choice());
            if (!take(",")) {
                need(end);
                break;
            }
        }
        return items;
    }

    private JsonNode name(String name) {
        return switch (name) {
            case "True" -> BooleanNode.TRUE;
            case "False" -> BooleanNode.FALSE;
            case "None" -> NullNode.instance;
            case "copy.deepcopy", "list", "tuple" -> argument();
            case "len" -> number(sized(argument()), true);
            case "float" -> number(numberOf(argument()), false);
            case "int" -> {
                double value = numberOf(argument());
                yield number(value < 0 ? Math.ceil(value) : Math.floor(value), true);
            }
            default -> constant(name);
        };
    }

    private JsonNode constant(String name) {
        Matcher key = COMMON_KEY.matcher(name);
        if (key.matches()) {
            return TextNode.valueOf(key.group(1).toLowerCase(Locale.ROOT));
        }
        int dot = name.indexOf('.');
        boolean called = next < tokens.size() && tokens.get(next).equals("(");
        if (dot > 0 && MODULES.contains(name.substring(0, dot)) && !called) {
            return TextNode.valueOf(name);
        }
        throw unknown();
    }

    private JsonNode argument() {
        need("(");
        JsonNode value = choice();
        need(")");
        return value;
    }

    private int sized(JsonNode node) {
        if (!node.isContainerNode()) {
            throw unknown();
        }
        return node.size();
    }

    private static boolean whole(JsonNode node) {
        return node.isIntegralNumber();
    }

    private double numberOf(JsonNode node) {
        if (!node.isNumber()) {
            throw unknown();
        }
        return node.doubleValue();
    }

    private JsonNode number(double value, boolean whole) {
        if (!Double.isFinite(value)) {
            throw unknown();
        }
        return whole && value == (int) value ? IntNode.valueOf((int) value) : DoubleNode.valueOf(value);
    }
}
