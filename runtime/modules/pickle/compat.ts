/**
 * compat - names of Python 2 and what they are in Python 3, for protocols before 3.
 *
 * Mirrors     Lib/_compat_pickle.py of CPython 3.13
 */

/** Modules with another name, both ways. */
const MODULES =
  "__builtin__=builtins copy_reg=copyreg Queue=queue SocketServer=socketserver ConfigParser=configparser repr=reprlib tkFileDialog=tkinter.filedialog " +
  "tkSimpleDialog=tkinter.simpledialog tkColorChooser=tkinter.colorchooser tkCommonDialog=tkinter.commondialog Dialog=tkinter.dialog Tkdnd=tkinter.dnd " +
  "tkFont=tkinter.font tkMessageBox=tkinter.messagebox ScrolledText=tkinter.scrolledtext Tkconstants=tkinter.constants ttk=tkinter.ttk Tkinter=tkinter " +
  "markupbase=_markupbase _winreg=winreg thread=_thread dummy_thread=_dummy_thread dbhash=dbm.bsd dumbdbm=dbm.dumb dbm=dbm.ndbm gdbm=dbm.gnu " +
  "xmlrpclib=xmlrpc.client SimpleXMLRPCServer=xmlrpc.server httplib=http.client htmlentitydefs=html.entities HTMLParser=html.parser Cookie=http.cookies " +
  "cookielib=http.cookiejar BaseHTTPServer=http.server test.test_support=test.support commands=subprocess urlparse=urllib.parse " +
  "robotparser=urllib.robotparser urllib2=urllib.request anydbm=dbm _abcoll=collections.abc";
const OLD_MODULES_ONLY =
  "cPickle=pickle _elementtree=xml.etree.ElementTree FileDialog=tkinter.filedialog SimpleDialog=tkinter.simpledialog DocXMLRPCServer=xmlrpc.server " +
  "SimpleHTTPServer=http.server CGIHTTPServer=http.server UserDict=collections UserList=collections UserString=collections whichdb=dbm StringIO=io " +
  "cStringIO=io";
const NEW_MODULES_ONLY = "_bz2=bz2 _dbm=dbm _functools=functools _gdbm=gdbm _pickle=pickle";

/** Names of one module that are in another, both ways. */
const NAMES =
  "__builtin__/xrange=builtins/range __builtin__/reduce=functools/reduce __builtin__/intern=sys/intern __builtin__/unichr=builtins/chr " +
  "__builtin__/unicode=builtins/str __builtin__/long=builtins/int itertools/izip=builtins/zip itertools/imap=builtins/map " +
  "itertools/ifilter=builtins/filter itertools/ifilterfalse=itertools/filterfalse itertools/izip_longest=itertools/zip_longest " +
  "UserDict/IterableUserDict=collections/UserDict UserList/UserList=collections/UserList UserString/UserString=collections/UserString " +
  "whichdb/whichdb=dbm/whichdb _socket/fromfd=socket/fromfd _multiprocessing/Connection=multiprocessing.connection/Connection " +
  "multiprocessing.process/Process=multiprocessing.context/Process multiprocessing.forking/Popen=multiprocessing.popen_fork/Popen " +
  "urllib/ContentTooShortError=urllib.error/ContentTooShortError urllib/getproxies=urllib.request/getproxies " +
  "urllib/pathname2url=urllib.request/pathname2url urllib/quote_plus=urllib.parse/quote_plus urllib/quote=urllib.parse/quote " +
  "urllib/unquote_plus=urllib.parse/unquote_plus urllib/unquote=urllib.parse/unquote urllib/url2pathname=urllib.request/url2pathname " +
  "urllib/urlcleanup=urllib.request/urlcleanup urllib/urlencode=urllib.parse/urlencode urllib/urlopen=urllib.request/urlopen " +
  "urllib/urlretrieve=urllib.request/urlretrieve urllib2/HTTPError=urllib.error/HTTPError urllib2/URLError=urllib.error/URLError";
const OLD_NAMES_ONLY =
  "__builtin__/basestring=builtins/str exceptions/StandardError=builtins/Exception UserDict/UserDict=collections/UserDict " +
  "socket/_socketobject=socket/SocketType";
const NEW_NAMES_ONLY =
  "_functools/reduce=__builtin__/reduce tkinter.filedialog/FileDialog=FileDialog/FileDialog tkinter.filedialog/LoadFileDialog=FileDialog/LoadFileDialog " +
  "tkinter.filedialog/SaveFileDialog=FileDialog/SaveFileDialog tkinter.simpledialog/SimpleDialog=SimpleDialog/SimpleDialog " +
  "xmlrpc.server/ServerHTMLDoc=DocXMLRPCServer/ServerHTMLDoc xmlrpc.server/XMLRPCDocGenerator=DocXMLRPCServer/XMLRPCDocGenerator " +
  "xmlrpc.server/DocXMLRPCRequestHandler=DocXMLRPCServer/DocXMLRPCRequestHandler xmlrpc.server/DocXMLRPCServer=DocXMLRPCServer/DocXMLRPCServer " +
  "xmlrpc.server/DocCGIXMLRPCRequestHandler=DocXMLRPCServer/DocCGIXMLRPCRequestHandler " +
  "http.server/SimpleHTTPRequestHandler=SimpleHTTPServer/SimpleHTTPRequestHandler http.server/CGIHTTPRequestHandler=CGIHTTPServer/CGIHTTPRequestHandler " +
  "_socket/socket=socket/_socketobject";

export const PYTHON2_EXCEPTIONS = words(
  "ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning DeprecationWarning EOFError EnvironmentError Exception " +
    "FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError KeyError KeyboardInterrupt LookupError " +
    "MemoryError NameError NotImplementedError OSError OverflowError PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning StopIteration " +
    "SyntaxError SyntaxWarning SystemError SystemExit TabError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError " +
    "UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError",
);
export const MULTIPROCESSING_EXCEPTIONS = words("AuthenticationError BufferTooShort ProcessError TimeoutError");
export const PYTHON3_OSERROR_EXCEPTIONS = words(
  "BrokenPipeError ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError FileExistsError FileNotFoundError " +
    "InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError",
);
export const PYTHON3_IMPORTERROR_EXCEPTIONS = words("ModuleNotFoundError");

function words(text: string): string[] {
  return text.split(" ");
}

/** Python 2's names on the left; names of members as `module/name`. */
export interface Mappings {
  readonly modules: Map<string, string>;
  readonly names: Map<string, string>;
  readonly oldModules: Map<string, string>;
  readonly oldNames: Map<string, string>;
}
let known: Mappings | null = null;

/** The four mappings; made when first asked for. */
export function mappings(): Mappings {
  return (known ??= makeMappings());
}

function pairs(text: string): [string, string][] {
  return text.split(" ").map((pair) => pair.split("=") as [string, string]);
}

function makeMappings(): Mappings {
  const both = pairs(NAMES);
  for (const name of PYTHON2_EXCEPTIONS) both.push([`exceptions/${name}`, `builtins/${name}`]);
  for (const name of MULTIPROCESSING_EXCEPTIONS) both.push([`multiprocessing/${name}`, `multiprocessing.context/${name}`]);
  const turned = ([a, b]: [string, string]): [string, string] => [b, a];
  return {
    modules: new Map([...pairs(MODULES), ...pairs(OLD_MODULES_ONLY)]),
    names: new Map([...both, ...pairs(OLD_NAMES_ONLY)]),
    oldModules: new Map([...pairs(MODULES).map(turned), ...pairs(NEW_MODULES_ONLY)]),
    oldNames: new Map([
      ...both.map(turned),
      ...pairs(NEW_NAMES_ONLY),
      ...PYTHON3_OSERROR_EXCEPTIONS.map((name): [string, string] => [`builtins/${name}`, "exceptions/OSError"]),
      ...PYTHON3_IMPORTERROR_EXCEPTIONS.map((name): [string, string] => [`builtins/${name}`, "exceptions/ImportError"]),
    ]),
  };
}

function renamed(names: Map<string, string>, modules: Map<string, string>, module: string, name: string): [string, string] {
  const known = names.get(`${module}/${name}`);
  if (known !== undefined) return known.split("/") as [string, string];
  return [modules.get(module) ?? module, name];
}

/** Python 3's module and name as Python 2 has them. */
export function oldName(module: string, name: string): [string, string] {
  const { oldNames, oldModules } = mappings();
  return renamed(oldNames, oldModules, module, name);
}

/** Python 2's module and name as Python 3 has them. */
export function newName(module: string, name: string): [string, string] {
  const { names, modules } = mappings();
  return renamed(names, modules, module, name);
}
