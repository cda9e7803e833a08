"""What generators share: the seeded choice, who may call, whose projects there are, and ids for new images."""

import random


class World:
    def __init__(self, seed, callers, projects):
        """`callers` are names, the first of them an admin; `projects` are ids, None where nobody is identified."""
        self.random = random.Random(seed)
        self.callers = callers
        self.projects = projects
        self.count = 0
        self.images, self.moments = [], []  # of the population that lists are asked of

    @property
    def identified(self):
        return len(self.callers) > 1

    def image_id(self):
        """A new id, higher than those before: images made in one second then sort alike on both sides."""
        self.count += 1
        return f"{self.count:08x}-{self.random.getrandbits(16):04x}-4{self.random.getrandbits(12):03x}-8000-{self.random.getrandbits(48):012x}"

    def some(self, population, least, most):
        population = list(population)
        return self.random.sample(population, min(len(population), self.random.randint(least, most)))
