package org.duress.junit;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Function;
import org.duress.result.RobustnessResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Runs the gate around the body of a test.
 *
 * <p>It runs there and not in a callback before the body, because {@code @Timeout} covers only the former. JUnit has
 * resolved the parameters by then, so a result among them is put in afterwards.
 */
final class GateInterceptor implements InvocationInterceptor, ParameterResolver {
    private final String name;
    private final Function<ExtensionContext, Assignment> assignments;

    GateInterceptor(String name, Function<ExtensionContext, Assignment> assignments) {
        this.name = name;
        this.assignments = assignments;
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> body, ExtensionContext context)
            throws Throwable {
        RobustnessResult result = GateRun.of(name, assignments, context);
        List<Class<?>> parameters = List.of(body.getExecutable().getParameterTypes());
        if (!parameters.contains(RobustnessResult.class)) {
            invocation.proceed();
            return;
        }
        invocation.skip();
        Object[] arguments = body.getArguments().toArray();
        for (int i = 0; i < arguments.length; i++) {
            if (parameters.get(i) == RobustnessResult.class) {
                arguments[i] = result;
            }
        }
        ReflectionSupport.invokeMethod(body.getExecutable(), body.getTarget().orElse(null), arguments);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RobustnessResult.class
                && parameter.getDeclaringExecutable().equals(context.getRequiredTestMethod());
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return null;
    }
}
