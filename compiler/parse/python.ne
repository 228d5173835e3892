# python.ne - Python 3.13 as productions: a little more than Python, with no code.
#
# Read one unit at a time (blocks.ts); no rule is nullable, lists grow from the left, operators are flat (shape/operators.ts makes the tree).
# xs is a list without, xsC one with a comma behind it. What is too much, and precedence, is the business of shape/.
@preprocessor esmodule
@{%
import { first, more, moreAfter, moreAs, node, one, oneAs, second, two } from "../compiler/parse/node.ts";
import { ARROW, AS, ASSERT, ASYNC, AT, ATOM, AUG, AWAIT, BANG, BINOP, BREAK, CASE, CLASS, COLON, COMMA, CONTINUE, DEF, DEL, DOT, DSTAR, ELIF, ELL, ELSE, EQ, EXCEPT, FALSE, FCOLON, FEND, FINALLY, FLB, FMID, FOR, FRB, FROM, FSTART, GLOBAL, IF, IMPORT, IN, LAMBDA, LB, LC, LP, MATCH, MINUS, NAME, NONE, NONLOCAL, NUMBER, PASS, PLUS, RAISE, RB, RC, RETURN, RP, SLASH, STAR, STRING, TRUE, TRY, TYPE, UNARY, VBAR, WALRUS, WHILE, WITH, YIELD } from "../compiler/parse/terminals.ts";
%}

# A unit is a simple statement, the header of a compound statement without its colon, or a decorator.
unit -> small {% first %} | hdr {% first %} | decorator {% first %}

# ---- simple statements -------------------------------------------------
small -> testlist                     {% node("Expr") %}
  | yieldx                            {% node("Expr") %}
  | targets_eq rhs                    {% node("Assign") %}
  | testlist %AUG rhs                 {% node("AugAssign") %}
  | testlist %COLON expr              {% node("AnnAssign") %}
  | testlist %COLON expr %EQ rhs      {% node("AnnAssign") %}
  | %RETURN                           {% node("Return") %}
  | %RETURN testlist                  {% node("Return") %}
  | %RAISE                            {% node("Raise") %}
  | %RAISE expr                       {% node("Raise") %}
  | %RAISE expr %FROM expr            {% node("Raise") %}
  | %GLOBAL names                     {% node("Global") %}
  | %NONLOCAL names                   {% node("Nonlocal") %}
  | %DEL testlist                     {% node("Delete") %}
  | %PASS                             {% node("Pass") %}
  | %BREAK                            {% node("Break") %}
  | %CONTINUE                         {% node("Continue") %}
  | %ASSERT expr                      {% node("Assert") %}
  | %ASSERT expr %COMMA expr          {% node("Assert") %}
  | %IMPORT dotted_as                 {% node("Import") %}
  | %FROM from_path %IMPORT %STAR     {% node("ImportFrom") %}
  | %FROM from_path %IMPORT import_as {% node("ImportFrom") %}
  | %FROM from_path %IMPORT %LP import_as %RP  {% node("ImportFrom") %}
  | %FROM from_path %IMPORT %LP import_asC %RP {% node("ImportFrom") %}
  | %TYPE %NAME %EQ expr              {% node("TypeAlias") %}
  | %TYPE %NAME tparams %EQ expr      {% node("TypeAlias") %}

rhs -> testlist {% first %} | yieldx {% first %}
targets_eq -> testlist %EQ            {% one %}
  | targets_eq testlist %EQ           {% more %}
names -> %NAME {% one %} | namesC %NAME {% more %}
namesC -> names %COMMA {% first %}
dotted -> %NAME {% one %} | dottedC %NAME {% more %}
dottedC -> dotted %DOT {% first %}
alias -> dotted {% node("Alias") %} | dotted %AS %NAME {% node("Alias") %}
dotted_as -> alias {% one %} | dotted_asC alias {% more %}
dotted_asC -> dotted_as %COMMA {% first %}
dots -> %DOT {% one %} | %ELL {% one %} | dots %DOT {% more %} | dots %ELL {% more %}
from_path -> dotted {% node("FromPath") %} | dots {% node("FromDots") %} | dots dotted {% node("FromBoth") %}
ialias -> %NAME {% node("IAlias") %} | %NAME %AS %NAME {% node("IAlias") %}
import_as -> ialias {% one %} | import_asC ialias {% more %}
import_asC -> import_as %COMMA {% first %}

# ---- compound statement headers ----------------------------------------
hdr -> %IF namedexpr                  {% node("If") %}
  | %ELIF namedexpr                   {% node("Elif") %}
  | %ELSE                             {% node("Else") %}
  | %WHILE namedexpr                  {% node("While") %}
  | %FOR tgtlist %IN testlist         {% node("For") %}
  | %TRY                              {% node("Try") %}
  | %FINALLY                          {% node("Finally") %}
  | %EXCEPT                           {% node("Except") %}
  | %EXCEPT expr                      {% node("Except") %}
  | %EXCEPT expr %AS %NAME            {% node("Except") %}
  | %EXCEPT %STAR expr                {% node("ExceptStar") %}
  | %EXCEPT %STAR expr %AS %NAME      {% node("ExceptStar") %}
  | %WITH witems                      {% node("With") %}
  | %WITH %LP wasitems %RP            {% node("WithParen") %}
  | %WITH %LP wasitemsC %RP           {% node("WithParen") %}
  | %DEF %NAME fparams                {% node("Def") %}
  | %DEF %NAME fparams %ARROW expr    {% node("Def") %}
  | %DEF %NAME tparams fparams        {% node("DefT") %}
  | %DEF %NAME tparams fparams %ARROW expr {% node("DefT") %}
  | %CLASS %NAME                      {% node("Class") %}
  | %CLASS %NAME cargs                {% node("Class") %}
  | %CLASS %NAME tparams              {% node("ClassT") %}
  | %CLASS %NAME tparams cargs        {% node("ClassT") %}
  | %MATCH testlist_named             {% node("Match") %}
  | %CASE patterns                    {% node("Case") %}
  | %CASE patterns %IF namedexpr      {% node("Case") %}
  | %ASYNC hdr                        {% node("Async") %}
decorator -> %AT namedexpr            {% node("Decorator") %}

witems -> witem {% one %} | witemsC witem {% more %}
witemsC -> witems %COMMA {% first %}
witem -> expr {% node("WItem") %} | asitem {% first %}
asitem -> expr %AS tgt {% node("WItem") %}
wplain -> expr {% oneAs("WItem") %} | wplainC expr {% moreAs("WItem") %}
wplainC -> wplain %COMMA {% first %}
wasitems -> asitem {% one %} | wplainC asitem {% more %} | wasitemsC witem {% more %}
wasitemsC -> wasitems %COMMA {% first %}

fparams -> %LP %RP {% node("Params") %} | %LP params %RP {% node("Params") %} | %LP paramsC %RP {% node("Params") %}
params -> param {% one %} | paramsC param {% more %}
paramsC -> params %COMMA {% first %}
param -> %NAME {% node("P") %}
  | %NAME %COLON expr {% node("PA") %}
  | %NAME %EQ expr {% node("PD") %}
  | %NAME %COLON expr %EQ expr {% node("PAD") %}
  | %STAR {% node("PS") %}
  | %STAR %NAME {% node("PSN") %}
  | %STAR %NAME %COLON expr {% node("PSN") %}
  | %STAR %NAME %COLON %STAR disj {% node("PSNS") %}
  | %DSTAR %NAME {% node("PK") %} | %DSTAR %NAME %COLON expr {% node("PK") %} | %SLASH {% node("PSL") %}
lparams -> lparam {% one %} | lparamsC lparam {% more %}
lparamsC -> lparams %COMMA {% first %}
lparam -> %NAME {% node("P") %}
  | %NAME %EQ expr {% node("PD") %}
  | %STAR {% node("PS") %}
  | %STAR %NAME {% node("PSN") %}
  | %DSTAR %NAME {% node("PK") %}
  | %SLASH {% node("PSL") %}
cargs -> %LP %RP {% node("Args") %} | %LP args %RP {% node("Args") %} | %LP argsC %RP {% node("Args") %}
tparams -> %LB tpl %RB {% second %} | %LB tplC %RB {% second %}
tpl -> tp {% one %} | tplC tp {% more %}
tplC -> tpl %COMMA {% first %}
tp -> tp0 {% node("TypeVar") %}
  | tp0 %EQ expr {% node("TypeVar") %}
  | %STAR %NAME {% node("TypeVarTuple") %}
  | %STAR %NAME %EQ expr {% node("TypeVarTuple") %}
  | %STAR %NAME %EQ %STAR disj {% node("TypeVarTupleS") %}
  | %DSTAR %NAME {% node("ParamSpec") %} | %DSTAR %NAME %EQ expr {% node("ParamSpec") %}
tp0 -> %NAME {% node("TV") %} | %NAME %COLON expr {% node("TV") %}

# ---- patterns ----------------------------------------------------------
patterns -> pattern {% first %} | openseq {% node("PatOpen") %}
openseq -> mspatC {% first %} | mspatC mspat {% more %}
mspatC -> mspat %COMMA {% one %} | mspatC mspat %COMMA {% more %}
mspat -> pattern {% first %} | starpat {% first %}
starpat -> %STAR %NAME {% node("PatStar") %}
pattern -> orpat {% first %} | orpat %AS %NAME {% node("PatAs") %}
orpat -> closed {% first %} | orl {% node("PatOr") %}
orl -> closed %VBAR closed {% two %} | orl %VBAR closed {% moreAfter %}
closed -> %NAME {% node("PatCapture") %} | patvalue {% node("PatValue") %} | patlit {% first %}
  | %LP pattern %RP {% node("PatGroup") %} | %LP openseqP %RP {% node("PatSeq") %} | %LP %RP {% node("PatSeq") %}
  | %LB %RB {% node("PatSeq") %} | %LB mspats %RB {% node("PatSeq") %} | %LB mspatC %RB {% node("PatSeq") %}
  | %LC %RC {% node("PatMap") %} | %LC mapitems %RC {% node("PatMap") %} | %LC mapitemsC %RC {% node("PatMap") %}
  | patname %LP %RP {% node("PatClass") %}
  | patname %LP patargs %RP {% node("PatClass") %}
  | patname %LP patargsC %RP {% node("PatClass") %}
openseqP -> mspatC {% first %} | mspatC mspat {% more %}
mspats -> mspat {% one %} | mspatC mspat {% more %}
patvalue -> dottedC %NAME {% more %}
patname -> %NAME {% one %} | patvalue {% first %}
patlit -> patnum {% node("PatLit") %}
  | strings {% node("PatLit") %}
  | %TRUE {% node("PatSing") %}
  | %FALSE {% node("PatSing") %}
  | %NONE {% node("PatSing") %}
patnum -> snum {% first %} | snum %PLUS %NUMBER {% node("NumBin") %} | snum %MINUS %NUMBER {% node("NumBin") %}
snum -> %NUMBER {% node("A") %} | %MINUS %NUMBER {% node("NumNeg") %}
mapitems -> mapitem {% one %} | mapitemsC mapitem {% more %}
mapitemsC -> mapitems %COMMA {% first %}
mapitem -> patlit %COLON pattern {% node("MapItem") %} | patvalue %COLON pattern {% node("MapItemV") %} | %DSTAR %NAME {% node("MapRest") %}
patargs -> patarg {% one %} | patargsC patarg {% more %}
patargsC -> patargs %COMMA {% first %}
patarg -> pattern {% node("PatPos") %} | %NAME %EQ pattern {% node("PatKw") %}

# ---- expressions -------------------------------------------------------
testlist -> elist {% node("TL") %} | elist %COMMA {% node("TLC") %}
elist -> selem {% one %} | elistC selem {% more %}
elistC -> elist %COMMA {% first %}
selem -> expr {% first %} | %STAR disj {% node("Star") %}
testlist_named -> elems {% node("TL") %} | elems %COMMA {% node("TLC") %}
tgtlist -> tgts {% node("TL") %} | tgts %COMMA {% node("TLC") %}
tgts -> tgt {% one %} | tgtsC tgt {% more %}
tgtsC -> tgts %COMMA {% first %}
tgt -> primary {% first %} | %STAR primary {% node("Star") %}
yieldx -> %YIELD {% node("Yield") %} | %YIELD testlist {% node("Yield") %} | %YIELD %FROM expr {% node("YieldFrom") %}

namedexpr -> expr {% first %} | %NAME %WALRUS expr {% node("Walrus") %}
elems -> elem {% one %} | elemsC elem {% more %}
elemsC -> elems %COMMA {% first %}
elem -> namedexpr {% first %} | %STAR disj {% node("Star") %}
kvs -> kv {% one %} | kvsC kv {% more %}
kvsC -> kvs %COMMA {% first %}
kv -> expr %COLON expr {% node("KV") %} | %DSTAR disj {% node("KVStar") %}
comp -> compfor {% one %} | comp compfor {% more %} | comp compif {% more %}
compfor -> %FOR tgtlist %IN disj {% node("CompFor") %} | %ASYNC %FOR tgtlist %IN disj {% node("CompForA") %}
compif -> %IF disj {% node("CompIf") %}
args -> arg {% one %} | argsC arg {% more %}
argsC -> args %COMMA {% first %}
arg -> namedexpr {% first %} | %NAME %EQ expr {% node("Kw") %} | %STAR expr {% node("Star") %} | %DSTAR expr {% node("KwStar") %}
sl1 -> %COLON {% node("S1") %} | expr %COLON {% node("S1") %}
sl2 -> sl1 expr {% node("S2") %}
sl3 -> sl1 %COLON {% node("S3") %} | sl2 %COLON {% node("S3") %}
sl4 -> sl3 expr {% node("S4") %}
slice -> namedexpr {% first %}
  | %STAR disj {% node("Star") %}
  | sl1 {% node("Slice") %}
  | sl2 {% node("Slice") %}
  | sl3 {% node("Slice") %}
  | sl4 {% node("Slice") %}
slices -> slice {% one %} | slicesC slice {% more %}
slicesC -> slices %COMMA {% first %}

primary -> %ATOM {% node("A") %}
  | strings {% node("Strings") %}
  | %LP %RP {% node("Tuple0") %}
  | %LP yieldx %RP {% node("Group") %}
  | %LP elems %RP {% node("Paren") %}
  | %LP elemsC %RP {% node("TupleC") %}
  | %LP namedexpr comp %RP {% node("GenExp") %}
  | %LB %RB {% node("List") %}
  | %LB elems %RB {% node("List") %}
  | %LB elemsC %RB {% node("List") %}
  | %LB namedexpr comp %RB {% node("ListComp") %}
  | %LC %RC {% node("Dict") %}
  | %LC elems %RC {% node("Set") %}
  | %LC elemsC %RC {% node("Set") %}
  | %LC kvs %RC {% node("Dict") %}
  | %LC kvsC %RC {% node("Dict") %}
  | %LC namedexpr comp %RC {% node("SetComp") %} | %LC kv comp %RC {% node("DictComp") %}
  | primary %DOT %NAME {% node("Attr") %}
  | primary %LP %RP {% node("Call") %}
  | primary %LP args %RP {% node("Call") %}
  | primary %LP argsC %RP {% node("Call") %}
  | primary %LP namedexpr comp %RP {% node("CallGen") %}
  | primary %LB slices %RB {% node("Sub") %} | primary %LB slicesC %RB {% node("SubC") %}
strings -> string {% one %} | strings string {% more %}
string -> %STRING {% node("Str") %} | %FSTART %FEND {% node("FStr") %} | %FSTART fparts %FEND {% node("FStr") %}
fparts -> fpart {% one %} | fparts fpart {% more %}
fpart -> %FMID {% first %} | ffield {% first %}
ffield -> %FLB fexpr %FRB {% node("FF") %} | %FLB fexpr fspec %FRB {% node("FFS") %}
fexpr -> frhs {% node("FE") %} | frhs %EQ {% node("FEQ") %} | frhs %BANG %NAME {% node("FEC") %} | frhs %EQ %BANG %NAME {% node("FEQC") %}
frhs -> testlist {% first %} | yieldx {% first %}
fspec -> %FCOLON {% node("FSpec") %} | %FCOLON fparts {% node("FSpec") %}

expr -> disj {% first %}
  | disj %IF disj %ELSE expr {% node("IfExp") %}
  | %LAMBDA %COLON expr {% node("Lambda0") %}
  | %LAMBDA lparams %COLON expr {% node("Lambda") %}
  | %LAMBDA lparamsC %COLON expr {% node("Lambda") %}
disj -> primary {% first %} | head primary {% node("Ops") %}
head -> %UNARY {% node("H1") %}
  | %AWAIT {% node("H1") %}
  | head %UNARY {% node("H2") %}
  | head %AWAIT {% node("H2") %}
  | disj %BINOP {% node("H3") %}
