/**
 * docs - docstrings of the builtin types.
 *
 * Mirrors     the type objects' tp_doc in CPython
 */
export const DOCS: Readonly<Record<string, string>> = {
  int:
    "int([x]) -> integer\n" +
    "int(x, base=10) -> integer\n" +
    "\n" +
    "Convert a number or string to an integer, or return 0 if no arguments\n" +
    "are given.  If x is a number, return x.__int__().  For floating-point\n" +
    "numbers, this truncates towards zero.\n" +
    "\n" +
    "If x is not a number or if base is given, then x must be a string,\n" +
    "bytes, or bytearray instance representing an integer literal in the\n" +
    "given base.  The literal can be preceded by '+' or '-' and be surrounded\n" +
    "by whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.\n" +
    "Base 0 means to interpret the base from the string as an integer literal.\n" +
    ">>> int('0b100', base=0)\n" +
    "4",
  float: "Convert a string or number to a floating-point number, if possible.",
  complex:
    "Create a complex number from a string or numbers.\n" +
    "\n" +
    "If a string is given, parse it as a complex number.\n" +
    "If a single number is given, convert it to a complex number.\n" +
    "If the 'real' or 'imag' arguments are given, create a complex number\n" +
    "with the specified real and imaginary components.",
  bool:
    "Returns True when the argument is true, False otherwise.\n" +
    "The builtins True and False are the only two instances of the class bool.\n" +
    "The class bool is a subclass of the class int, and cannot be subclassed.",
  str:
    "str(object='') -> str\n" +
    "str(bytes_or_buffer[, encoding[, errors]]) -> str\n" +
    "\n" +
    "Create a new string object from the given object. If encoding or\n" +
    "errors is specified, then the object must expose a data buffer\n" +
    "that will be decoded using the given encoding and error handler.\n" +
    "Otherwise, returns the result of object.__str__() (if defined)\n" +
    "or repr(object).\n" +
    "encoding defaults to 'utf-8'.\n" +
    "errors defaults to 'strict'.",
  bytes:
    "bytes(iterable_of_ints) -> bytes\n" +
    "bytes(string, encoding[, errors]) -> bytes\n" +
    "bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\n" +
    "bytes(int) -> bytes object of size given by the parameter initialized with null bytes\n" +
    "bytes() -> empty bytes object\n" +
    "\n" +
    "Construct an immutable array of bytes from:\n" +
    "  - an iterable yielding integers in range(256)\n" +
    "  - a text string encoded using the specified encoding\n" +
    "  - any object implementing the buffer API.\n" +
    "  - an integer",
  bytearray:
    "bytearray(iterable_of_ints) -> bytearray\n" +
    "bytearray(string, encoding[, errors]) -> bytearray\n" +
    "bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\n" +
    "bytearray(int) -> bytes array of size given by the parameter initialized with null bytes\n" +
    "bytearray() -> empty bytes array\n" +
    "\n" +
    "Construct a mutable bytearray object from:\n" +
    "  - an iterable yielding integers in range(256)\n" +
    "  - a text string encoded using the specified encoding\n" +
    "  - a bytes or a buffer object\n" +
    "  - any object implementing the buffer API.\n" +
    "  - an integer",
  memoryview: "Create a new memoryview object which references the given object.",
  list:
    "Built-in mutable sequence.\n" +
    "\n" +
    "If no argument is given, the constructor creates a new empty list.\n" +
    "The argument must be an iterable if specified.",
  tuple:
    "Built-in immutable sequence.\n" +
    "\n" +
    "If no argument is given, the constructor returns an empty tuple.\n" +
    "If iterable is specified the tuple is initialized from iterable's items.\n" +
    "\n" +
    "If the argument is a tuple, the return value is the same object.",
  dict:
    "dict() -> new empty dictionary\n" +
    "dict(mapping) -> new dictionary initialized from a mapping object's\n" +
    "    (key, value) pairs\n" +
    "dict(iterable) -> new dictionary initialized as if via:\n" +
    "    d = {}\n" +
    "    for k, v in iterable:\n" +
    "        d[k] = v\n" +
    "dict(**kwargs) -> new dictionary initialized with the name=value pairs\n" +
    "    in the keyword argument list.  For example:  dict(one=1, two=2)",
  set: "Build an unordered collection of unique elements.",
  frozenset: "Build an immutable unordered collection of unique elements.",
  range:
    "range(stop) -> range object\n" +
    "range(start, stop[, step]) -> range object\n" +
    "\n" +
    "Return an object that produces a sequence of integers from start (inclusive)\n" +
    "to stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\n" +
    "start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\n" +
    "These are exactly the valid indices for a list of 4 elements.\n" +
    "When step is given, it specifies the increment (or decrement).",
  slice: "slice(stop)\n" + "slice(start, stop[, step])\n" + "\n" + "Create a slice object.  This is used for extended slicing (e.g. a[0:10:2]).",
  property:
    "Property attribute.\n" +
    "\n" +
    "  fget\n" +
    "    function to be used for getting an attribute value\n" +
    "  fset\n" +
    "    function to be used for setting an attribute value\n" +
    "  fdel\n" +
    "    function to be used for del'ing an attribute\n" +
    "  doc\n" +
    "    docstring\n" +
    "\n" +
    "Typical use is to define a managed attribute x:\n" +
    "\n" +
    "class C(object):\n" +
    "    def getx(self): return self._x\n" +
    "    def setx(self, value): self._x = value\n" +
    "    def delx(self): del self._x\n" +
    "    x = property(getx, setx, delx, \"I'm the 'x' property.\")\n" +
    "\n" +
    "Decorators make defining new properties or modifying existing ones easy:\n" +
    "\n" +
    "class C(object):\n" +
    "    @property\n" +
    "    def x(self):\n" +
    "        \"I am the 'x' property.\"\n" +
    "        return self._x\n" +
    "    @x.setter\n" +
    "    def x(self, value):\n" +
    "        self._x = value\n" +
    "    @x.deleter\n" +
    "    def x(self):\n" +
    "        del self._x",
  staticmethod:
    "Convert a function to be a static method.\n" +
    "\n" +
    "A static method does not receive an implicit first argument.\n" +
    "To declare a static method, use this idiom:\n" +
    "\n" +
    "     class C:\n" +
    "         @staticmethod\n" +
    "         def f(arg1, arg2, argN):\n" +
    "             ...\n" +
    "\n" +
    "It can be called either on the class (e.g. C.f()) or on an instance\n" +
    "(e.g. C().f()). Both the class and the instance are ignored, and\n" +
    "neither is passed implicitly as the first argument to the method.\n" +
    "\n" +
    "Static methods in Python are similar to those found in Java or C++.\n" +
    "For a more advanced concept, see the classmethod builtin.",
  classmethod:
    "Convert a function to be a class method.\n" +
    "\n" +
    "A class method receives the class as implicit first argument,\n" +
    "just like an instance method receives the instance.\n" +
    "To declare a class method, use this idiom:\n" +
    "\n" +
    "  class C:\n" +
    "      @classmethod\n" +
    "      def f(cls, arg1, arg2, argN):\n" +
    "          ...\n" +
    "\n" +
    "It can be called either on the class (e.g. C.f()) or on an instance\n" +
    "(e.g. C().f()).  The instance is ignored except for its class.\n" +
    "If a class method is called for a derived class, the derived class\n" +
    "object is passed as the implied first argument.\n" +
    "\n" +
    "Class methods are different than C++ or Java static methods.\n" +
    "If you want those, see the staticmethod builtin.",
  super:
    "super() -> same as super(__class__, <first argument>)\n" +
    "super(type) -> unbound super object\n" +
    "super(type, obj) -> bound super object; requires isinstance(obj, type)\n" +
    "super(type, type2) -> bound super object; requires issubclass(type2, type)\n" +
    "Typical use to call a cooperative superclass method:\n" +
    "class C(B):\n" +
    "    def meth(self, arg):\n" +
    "        super().meth(arg)\n" +
    "This works for class methods too:\n" +
    "class C(B):\n" +
    "    @classmethod\n" +
    "    def cmeth(cls, arg):\n" +
    "        super().cmeth(arg)\n",
  enumerate:
    "Return an enumerate object.\n" +
    "\n" +
    "  iterable\n" +
    "    an object supporting iteration\n" +
    "\n" +
    "The enumerate object yields pairs containing a count (from start, which\n" +
    "defaults to zero) and a value yielded by the iterable argument.\n" +
    "\n" +
    "enumerate is useful for obtaining an indexed list:\n" +
    "    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
  zip:
    "The zip object yields n-length tuples, where n is the number of iterables\n" +
    "passed as positional arguments to zip().  The i-th element in every tuple\n" +
    "comes from the i-th iterable argument to zip().  This continues until the\n" +
    "shortest argument is exhausted.\n" +
    "\n" +
    "If strict is true and one of the arguments is exhausted before the others,\n" +
    "raise a ValueError.\n" +
    "\n" +
    "   >>> list(zip('abcdefg', range(3), range(4)))\n" +
    "   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]",
  map: "Make an iterator that computes the function using arguments from\n" + "each of the iterables.  Stops when the shortest iterable is exhausted.",
  filter: "Return an iterator yielding those items of iterable for which function(item)\n" + "is true. If function is None, return the items that are true.",
  reversed: "Return a reverse iterator over the values of the given sequence.",
};
