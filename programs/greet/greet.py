# Exports of the world greet. A result that is an error is raised.

import wit_world
from componentize_py_types import Err


class WitWorld(wit_world.WitWorld):
    def greet(self, name):
        return f"Hello, {name}!"

    def greet_all(self, people):
        for p in people:
            if p.name == "":
                raise Err(wit_world.Failure_Unnamed())
            if p.age is not None and p.age > 100:
                raise Err(wit_world.Failure_TooOld(p.age))
        return [self.greet(p.name) for p in people]
