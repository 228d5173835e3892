/**
 * rules - Python once more, as ordered choices, with the mistakes that CPython knows by name.
 *
 * Read only when a text has already been rejected: which error CPython shows depends on the order in which it tries things, so this follows that order.
 *
 *     rule flags: alternative | alternative        flags: memo (results are kept), left (left-recursive), bad (tried in the second pass only)
 *     'x' a token; "x" a name with that text; NAME ... token types; x? x* x+; x%',' a list with separators; &x !x look ahead; ~ no other alternative;
 *     &&x must be here, or "expected 'x'" is raised; a:x a label
 *     -> Kind       makes a node            -> =a    gives what a labels
 *     -> at a "m"   raises at a;  range a b "m"  from a to b;  from a "m"  from a to the last token read;  here "m"  at the last token read;
 *                   next "m"  at the next token;  indent a "m"  an IndentationError, %d is a's line;  %a in a message is what a is called
 *     -> do f       calls the function of that name
 */
export const RULES = String.raw`
file: statement* END
single: compound NEWLINE | simples | NEWLINE
eval: expressions NEWLINE* END
statement: compound | simples
simples: simple !';' NEWLINE | simple%';' ';'? NEWLINE
simple memo: assignment | &"type" type_alias | star_expressions | &'return' 'return' star_expressions? | &('import' | 'from') import
  | &'raise' raise | 'pass' -> Pass | &'del' delete | &'yield' yield | &'assert' 'assert' expression (',' expression)? | 'break' | 'continue'
  | &'global' 'global' NAME%',' | &'nonlocal' 'nonlocal' NAME%','
raise: 'raise' expression ('from' expression)? | 'raise'
delete: 'del' del_targets &(';' | NEWLINE) | bad_delete
bad_delete bad: 'del' a:star_expressions -> target del a
compound: &('def' | '@' | 'async') function | &'if' if | &('class' | '@') class | &('with' | 'async') with | &('for' | 'async') for
  | &'try' try | &'while' while | match

assignment: NAME ':' expression ('=' rhs)? | ('(' single_target ')' | single_subscript) ':' expression ('=' rhs)?
  | (star_targets '=')+ rhs !'=' | single_target augmented ~ rhs | bad_assignment
rhs: yield | star_expressions
augmented: '+=' | '-=' | '*=' | '@=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '**=' | '//='
bad_assignment bad: a:bad_annotated ':' expression -> at a "only single target (not %a) can be annotated"
  | a:star_named ',' star_nameds* ':' expression -> at a "only single target (not tuple) can be annotated"
  | a:expression ':' expression -> at a "illegal target for annotation"
  | (star_targets '=')* a:star_expressions '=' -> target star a
  | (star_targets '=')* a:yield '=' -> at a "assignment to yield expression not possible"
  | a:star_expressions augmented rhs -> at a "'%a' is an illegal expression for augmented assignment"
bad_annotated: list | tuple | '(' a:bad_annotated ')' -> =a

import: bad_import | 'import' dotted_as%',' | 'from' ('.' | '...')* dotted 'import' import_targets | 'from' ('.' | '...')+ 'import' import_targets
bad_import bad: a:'import' dotted%',' 'from' dotted -> from a "Did you mean to use 'from ... import ...' instead?"
  | 'import' a:NEWLINE -> from a "Expected one or more names after 'import'"
import_targets: '(' import_as%',' ','? ')' | import_as%',' !',' | '*' | bad_import_targets
bad_import_targets bad: import_as%',' ',' NEWLINE -> here "trailing comma not allowed without surrounding parentheses"
  | a:NEWLINE -> from a "Expected one or more names after 'import'"
import_as: NAME ('as' NAME)?
dotted_as: dotted ('as' NAME)?
dotted: NAME ('.' NAME)*

block memo: NEWLINE INDENT statement+ DEDENT | simples | bad_block
bad_block bad: NEWLINE !INDENT -> indent a "expected an indented block"
decorators: ('@' named NEWLINE)+
class: decorators class_raw | class_raw
class_raw: bad_class | 'class' NAME type_params? ('(' arguments? ')')? ':' block
bad_class bad: 'class' NAME type_params? ('(' arguments? ')')? NEWLINE -> here "expected ':'"
  | a:'class' NAME type_params? ('(' arguments? ')')? ':' NEWLINE !INDENT -> indent a "expected an indented block after class definition on line %d"
function: decorators function_raw | function_raw
function_raw: bad_function | 'def' NAME type_params? '(' params? ')' ('->' expression)? ':' block
  | 'async' 'def' NAME type_params? '(' params? ')' ('->' expression)? ':' block
bad_function bad: 'async'? a:'def' NAME type_params? '(' params? ')' ('->' expression)? ':' NEWLINE !INDENT
    -> indent a "expected an indented block after function definition on line %d"
  | 'async'? 'def' NAME type_params? &&'(' params? ')' ('->' expression)? &&':' block

params: bad_params | params_
params_: slash_plain param_plain* param_default* star_etc? | slash_default param_default* star_etc? | param_plain+ param_default* star_etc?
  | param_default+ star_etc? | star_etc
slash_plain: param_plain+ '/' (',' | &')')
slash_default: param_plain* param_default+ '/' (',' | &')')
star_etc: bad_star_etc | '*' param_plain param_maybe* kwds? | '*' NAME ':' star_expression (',' | &')') param_maybe* kwds? | '*' ',' param_maybe+ kwds? | kwds
kwds: bad_kwds | '**' param_plain
param_plain: a:param (',' | &')') -> =a
param_default: a:param default (',' | &')') -> =a
param_maybe: param default? (',' | &')')
param: NAME (':' expression)? -> Arg
default: '=' expression | bad_default
bad_default bad: a:'=' &(')' | ',') -> at a "expected default value expression"
bad_params bad: a:'/' ',' -> at a "at least one argument must precede /"
  | (slash_plain | slash_default) param_maybe* a:'/' -> at a "/ may appear only once"
  | slash_plain? param_plain* (slash_default | param_default+) a:param_plain -> at a "parameter without a default follows parameter with a default"
  | param_plain* a:'(' param_plain+ ','? b:')' -> range a b "Function parameters cannot be parenthesized"
  | (slash_plain | slash_default)? param_maybe* '*' (',' | param_plain) param_maybe* a:'/' -> at a "/ must be ahead of *"
  | param_maybe+ '/' a:'*' -> at a "expected comma between / and *"
bad_star_etc bad: a:'*' (')' | ',' (')' | '**')) -> at a "named arguments must follow bare *"
  | '*' param a:'=' -> at a "var-positional argument cannot have default value"
  | '*' (param_plain | ',') param_maybe* a:'*' (param_plain | ',') -> at a "* argument may appear only once"
bad_kwds bad: '**' param a:'=' -> at a "var-keyword argument cannot have default value"
  | '**' param ',' a:param -> at a "arguments cannot follow var-keyword argument"
  | '**' param ',' a:('*' | '**' | '/') -> at a "arguments cannot follow var-keyword argument"

if: bad_if | 'if' named ':' block elif | 'if' named ':' block else?
bad_if bad: 'if' named NEWLINE -> here "expected ':'" | a:'if' named ':' NEWLINE !INDENT -> indent a "expected an indented block after 'if' statement on line %d"
elif: bad_elif | 'elif' named ':' block elif | 'elif' named ':' block else?
bad_elif bad: 'elif' named NEWLINE -> here "expected ':'"
  | a:'elif' named ':' NEWLINE !INDENT -> indent a "expected an indented block after 'elif' statement on line %d"
else: bad_else | 'else' &&':' block
bad_else bad: a:'else' ':' NEWLINE !INDENT -> indent a "expected an indented block after 'else' statement on line %d"
while: bad_while | 'while' named ':' block else?
bad_while bad: 'while' named NEWLINE -> here "expected ':'"
  | a:'while' named ':' NEWLINE !INDENT -> indent a "expected an indented block after 'while' statement on line %d"
for: bad_for | 'for' star_targets 'in' ~ star_expressions ':' block else? | 'async' 'for' star_targets 'in' ~ star_expressions ':' block else? | bad_for_target
bad_for bad: 'async'? 'for' star_targets 'in' star_expressions NEWLINE -> here "expected ':'"
  | 'async'? a:'for' star_targets 'in' star_expressions ':' NEWLINE !INDENT -> indent a "expected an indented block after 'for' statement on line %d"
bad_for_target bad: 'async'? 'for' a:star_expressions -> target for a
with: bad_with_block | 'with' '(' with_item%',' ','? ')' ':' block | 'with' with_item%',' ':' block
  | 'async' 'with' '(' with_item%',' ','? ')' ':' block | 'async' 'with' with_item%',' ':' block | bad_with
with_item: expression 'as' star_target &(',' | ')' | ':') | bad_with_item | expression
bad_with_item bad: expression 'as' a:expression &(',' | ')' | ':') -> target star a
bad_with bad: 'async'? 'with' (expression ('as' star_target)?)%',' NEWLINE -> here "expected ':'"
  | 'async'? 'with' '(' (expressions ('as' star_target)?)%',' ','? ')' NEWLINE -> here "expected ':'"
bad_with_block bad: 'async'? a:'with' (expression ('as' star_target)?)%',' ':' NEWLINE !INDENT -> indent a "expected an indented block after 'with' statement on line %d"
  | 'async'? a:'with' '(' (expressions ('as' star_target)?)%',' ','? ')' ':' NEWLINE !INDENT -> indent a "expected an indented block after 'with' statement on line %d"
try: bad_try | 'try' &&':' block finally | 'try' &&':' block except+ else? finally? | 'try' &&':' block except_star+ else? finally?
bad_try bad: a:'try' ':' NEWLINE !INDENT -> indent a "expected an indented block after 'try' statement on line %d"
  | 'try' ':' block !('except' | 'finally') -> here "expected 'except' or 'finally' block"
  | 'try' ':' block* except+ a:'except' b:'*' expression ('as' NAME)? ':' -> range a b "cannot have both 'except' and 'except*' on the same 'try'"
  | 'try' ':' block* except_star+ a:'except' (expression ('as' NAME)?)? ':' -> at a "cannot have both 'except' and 'except*' on the same 'try'"
except: bad_except_block | 'except' expression ('as' NAME)? ':' block | 'except' ':' block | bad_except
except_star: bad_except_star_block | 'except' '*' expression ('as' NAME)? ':' block | bad_except
finally: bad_finally | 'finally' &&':' block
bad_except bad: 'except' '*'? a:expression ',' expressions ('as' NAME)? ':' -> from a "multiple exception types must be parenthesized"
  | 'except' '*'? expression ('as' NAME)? NEWLINE -> here "expected ':'"
  | 'except' NEWLINE -> here "expected ':'"
  | 'except' '*' (NEWLINE | ':') -> here "expected one or more exception types"
bad_finally bad: a:'finally' ':' NEWLINE !INDENT -> indent a "expected an indented block after 'finally' statement on line %d"
bad_except_block bad: a:'except' expression ('as' NAME)? ':' NEWLINE !INDENT -> indent a "expected an indented block after 'except' statement on line %d"
  | a:'except' ':' NEWLINE !INDENT -> indent a "expected an indented block after 'except' statement on line %d"
bad_except_star_block bad: a:'except' '*' expression ('as' NAME)? ':' NEWLINE !INDENT -> indent a "expected an indented block after 'except*' statement on line %d"

match: "match" subject ':' NEWLINE INDENT case+ DEDENT | bad_match
bad_match bad: "match" subject NEWLINE -> here "expected ':'"
  | a:"match" subject ':' NEWLINE !INDENT -> indent a "expected an indented block after 'match' statement on line %d"
subject: star_named ',' star_nameds? | named
case: bad_case | "case" patterns ('if' named)? ':' block
bad_case bad: "case" patterns ('if' named)? NEWLINE -> here "expected ':'"
  | a:"case" patterns ('if' named)? ':' NEWLINE !INDENT -> indent a "expected an indented block after 'case' statement on line %d"
patterns: open_sequence | pattern
pattern: as_pattern | or_pattern
as_pattern: or_pattern 'as' capture_target | bad_as_pattern
bad_as_pattern bad: or_pattern 'as' a:"_" -> at a "cannot use '_' as a target" | or_pattern 'as' !NAME a:expression -> at a "invalid pattern target"
or_pattern: closed%'|'
closed memo: literal_pattern | capture_target | "_" | attr !('.' | '(' | '=') | '(' pattern ')' | '[' maybe_sequence? ']' | '(' open_sequence? ')'
  | mapping_pattern | class_pattern
literal_pattern: signed !('+' | '-') | complex | strings | 'None' | 'True' | 'False'
complex: signed_real '+' imaginary | signed_real '-' imaginary
signed: number | '-' number
number: a:NUMBER -> do number
signed_real: real | '-' real
real: a:NUMBER -> do real
imaginary: a:NUMBER -> do imaginary
capture_target: !"_" NAME !('.' | '(' | '=')
attr: NAME ('.' NAME)+
name_or_attr: NAME ('.' NAME)*
open_sequence: maybe_star ',' maybe_sequence?
maybe_sequence: maybe_star%',' ','?
maybe_star: star_pattern | pattern
star_pattern memo: '*' capture_target | '*' "_"
mapping_pattern: '{' '}' | '{' double_star ','? '}' | '{' key_value%',' ',' double_star ','? '}' | '{' key_value%',' ','? '}'
key_value: (literal_pattern | attr) ':' pattern
double_star: '**' capture_target
class_pattern: name_or_attr '(' ')' | name_or_attr '(' positional ','? ')' | name_or_attr '(' keyword_pattern%',' ','? ')'
  | name_or_attr '(' positional ',' keyword_pattern%',' ','? ')' | bad_class_pattern
positional: pattern%',' -> Patterns
keyword_pattern: NAME '=' pattern
bad_class_pattern bad: name_or_attr '(' (positional ',')? keyword_pattern%',' ',' a:positional -> at a "positional patterns follow keyword patterns"

type_alias: "type" NAME type_params? '=' expression
type_params: bad_type_params | '[' type_param%',' ','? ']'
bad_type_params bad: '[' a:']' -> from a "Type parameter list cannot be empty"
type_param memo: NAME (':' expression)? ('=' expression)? | bad_type_param | '*' NAME ('=' star_expression)? | '**' NAME ('=' expression)?
bad_type_param bad: '*' NAME a:':' b:expression -> do typeVarTupleBound | '**' NAME a:':' b:expression -> do paramSpecBound

expressions: expression (',' expression)+ ','? -> Tuple | expression ',' -> Tuple | expression
expression memo: bad_expression | bad_legacy | a:disjunction 'if' disjunction 'else' expression -> IfExp | disjunction | lambda
quiet_expression quiet: disjunction 'if' disjunction 'else' expression -> IfExp | disjunction | lambda
bad_expression bad: !(NAME STRING | SOFT) a:disjunction b:quiet_expression -> do missingComma
  | a:disjunction 'if' b:disjunction !('else' | ':') -> range a b "expected 'else' after 'if' expression"
  | a:'lambda' lambda_params? b:':' &FMID -> range a b "f-string: lambda expressions are not allowed without parentheses"
bad_legacy bad: a:NAME !'(' b:star_expressions -> do legacy
yield: 'yield' 'from' expression -> Yield | 'yield' star_expressions? -> Yield
star_expressions: star_expression (',' star_expression)+ ','? -> Tuple | star_expression ',' -> Tuple | star_expression
star_expression memo: '*' a:bitor -> Starred | expression
star_nameds: a:star_named%',' ','? -> =a
star_named: '*' a:bitor -> Starred | named
walrus: NAME ':=' ~ expression -> NamedExpr
named: walrus | bad_named | a:expression !':=' -> =a
bad_named bad memo: a:expression ':=' expression -> at a "cannot use assignment expressions with %a"
  | a:NAME '=' b:bitor !('=' | ':=') -> range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
  | !(list | tuple | genexp | 'True' | 'None' | 'False') a:bitor '=' bitor !('=' | ':=') -> at a "cannot assign to %a here. Maybe you meant '==' instead of '='?"
disjunction memo: conjunction ('or' conjunction)+ -> BoolOp | conjunction
conjunction memo: inversion ('and' inversion)+ -> BoolOp | inversion
inversion memo: 'not' inversion -> UnaryOp | comparison
comparison: a:bitor b:(compare bitor)+ -> Compare | bitor
compare: '==' | '!=' | '<=' | '<' | '>=' | '>' | 'not' 'in' | 'in' | 'is' 'not' | 'is'
bitor left: bitor '|' bitxor -> BinOp | bitxor
bitxor left: bitxor '^' bitand -> BinOp | bitand
bitand left: bitand '&' shift -> BinOp | shift
shift left: shift '<<' sum -> BinOp | shift '>>' sum -> BinOp | bad_arithmetic | sum
bad_arithmetic bad: sum ('+' | '-' | '*' | '/' | '%' | '//' | '@') a:'not' b:inversion -> range a b "'not' after an operator must be parenthesized"
sum left: sum '+' term -> BinOp | sum '-' term -> BinOp | term
term left: term '*' factor -> BinOp | term '/' factor -> BinOp | term '//' factor -> BinOp | term '%' factor -> BinOp | term '@' factor -> BinOp | factor
factor memo: '+' factor -> UnaryOp | '-' factor -> UnaryOp | '~' factor -> UnaryOp | bad_factor | power
bad_factor bad: ('+' | '-' | '~') a:'not' b:factor -> range a b "'not' after an operator must be parenthesized"
power: await '**' factor -> BinOp | await
await memo: 'await' primary -> Await | primary
primary left: primary '.' NAME -> Attribute | primary genexp -> Call | primary '(' arguments? ')' -> Call | primary '[' slices ']' -> Subscript | atom
slices: slice !',' | (slice | starred)%',' ','? -> Tuple
slice: expression? ':' expression? (':' expression?)? -> Slice | named
atom: NAME | 'True' -> True | 'False' -> False | 'None' -> None | &(STRING | FSTART) strings | a:NUMBER -> do number
  | &'(' (tuple | group | genexp) | &'[' (list | listcomp) | &'{' (dict | set | dictcomp | setcomp) | '...' -> Ellipsis
group: '(' a:(yield | named) ')' -> =a | bad_group
bad_group bad: '(' a:starred ')' -> at a "cannot use starred expression here" | '(' a:'**' expression ')' -> at a "cannot use double starred expression here"
lambda: 'lambda' lambda_params? ':' expression -> Lambda
lambda_params: bad_lambda_params | lambda_params_
lambda_params_: lslash_plain lparam_plain* lparam_default* lstar_etc? | lslash_default lparam_default* lstar_etc? | lparam_plain+ lparam_default* lstar_etc?
  | lparam_default+ lstar_etc? | lstar_etc
lslash_plain: lparam_plain+ '/' (',' | &':')
lslash_default: lparam_plain* lparam_default+ '/' (',' | &':')
lstar_etc: bad_lstar_etc | '*' lparam_plain lparam_maybe* lkwds? | '*' ',' lparam_maybe+ lkwds? | lkwds
lkwds: bad_lkwds | '**' lparam_plain
lparam_plain: a:lparam (',' | &':') -> =a
lparam_default: lparam default (',' | &':')
lparam_maybe: lparam default? (',' | &':')
lparam: NAME -> Arg
bad_lambda_params bad: a:'/' ',' -> at a "at least one argument must precede /"
  | (lslash_plain | lslash_default) lparam_maybe* a:'/' -> at a "/ may appear only once"
  | lslash_plain? lparam_plain* (lslash_default | lparam_default+) a:lparam_plain -> at a "parameter without a default follows parameter with a default"
  | lparam_plain* a:'(' lparam%',' ','? b:')' -> range a b "Lambda expression parameters cannot be parenthesized"
  | (lslash_plain | lslash_default)? lparam_maybe* '*' (',' | lparam_plain) lparam_maybe* a:'/' -> at a "/ must be ahead of *"
  | lparam_maybe+ '/' a:'*' -> at a "expected comma between / and *"
bad_lstar_etc bad: '*' (':' | ',' (':' | '**')) -> here "named arguments must follow bare *"
  | '*' lparam a:'=' -> at a "var-positional argument cannot have default value"
  | '*' (lparam_plain | ',') lparam_maybe* a:'*' (lparam_plain | ',') -> at a "* argument may appear only once"
bad_lkwds bad: '**' lparam a:'=' -> at a "var-keyword argument cannot have default value"
  | '**' lparam ',' a:lparam -> at a "arguments cannot follow var-keyword argument"
  | '**' lparam ',' a:('*' | '**' | '/') -> at a "arguments cannot follow var-keyword argument"

strings memo: a:(fstring | string)+ -> do strings
string: a:STRING -> do string
fstring: FSTART a:fmiddle* FEND -> do fstring
fmiddle: field | FMID
field: '{' rhs '='? conversion? (':' fmiddle*)? '}' | bad_field
conversion: a:'!' b:NAME -> do conversion
bad_field bad: '{' a:'=' -> at a "f-string: valid expression required before '='"
  | '{' a:'!' -> at a "f-string: valid expression required before '!'"
  | '{' a:':' -> at a "f-string: valid expression required before ':'"
  | '{' a:'}' -> at a "f-string: valid expression required before '}'"
  | '{' !rhs -> next "f-string: expecting a valid expression after '{'"
  | '{' rhs !('=' | '!' | ':' | '}') -> next "f-string: expecting '=', or '!', or ':', or '}'"
  | '{' rhs '=' !('!' | ':' | '}') -> next "f-string: expecting '!', or ':', or '}'"
  | '{' rhs '='? bad_conversion
  | '{' rhs '='? ('!' NAME)? !(':' | '}') -> next "f-string: expecting ':' or '}'"
  | '{' rhs '='? ('!' NAME)? ':' fmiddle* !'}' -> next "f-string: expecting '}', or format specs"
  | '{' rhs '='? ('!' NAME)? !'}' -> next "f-string: expecting '}'"
bad_conversion bad: '!' &(':' | '}') -> next "f-string: missing conversion character" | '!' !NAME -> next "f-string: invalid conversion character"

list: '[' star_nameds? ']' -> List
tuple: '(' (star_named ',' star_nameds?)? ')' -> Tuple
set: '{' star_nameds '}' -> Set
dict: '{' (pair%',' ','?)? '}' -> Dict | '{' bad_pairs '}'
pair: '**' bitor | expression ':' expression
bad_pairs bad: pair%',' ',' bad_pair
  | expression ':' a:'*' bitor -> from a "cannot use a starred expression in a dictionary value"
  | expression a:':' &('}' | ',') -> at a "expression expected after dictionary key and ':'"
bad_pair bad: a:expression !':' -> do missingColon
  | expression ':' a:'*' bitor -> from a "cannot use a starred expression in a dictionary value"
  | expression a:':' &('}' | ',') -> at a "expression expected after dictionary key and ':'"
comps: comp_for+
comp_for: 'async' 'for' star_targets 'in' ~ disjunction ('if' disjunction)* -> Clause | 'for' star_targets 'in' ~ disjunction ('if' disjunction)* -> Clause
  | bad_comp_for | bad_for_target
bad_comp_for bad: 'async'? 'for' bitor (',' bitor)* ','? !'in' -> here "'in' expected after for-loop variables"
listcomp: '[' named comps ']' -> ListComp | bad_comp
setcomp: '{' named comps '}' -> SetComp | bad_comp
genexp: '(' (walrus | expression !':=') comps ')' -> GeneratorExp | bad_comp
dictcomp: '{' expression ':' expression comps '}' -> DictComp | bad_dictcomp
bad_dictcomp bad: '{' a:'**' bitor comps '}' -> at a "dict unpacking cannot be used in dict comprehension"
bad_comp bad: ('[' | '(' | '{') a:starred comps -> at a "iterable unpacking cannot be used in comprehension"
  | ('[' | '{') a:star_named ',' b:star_nameds comps -> range a b "did you forget parentheses around the comprehension target?"
  | ('[' | '{') a:star_named b:',' comps -> range a b "did you forget parentheses around the comprehension target?"

arguments memo: a:args ','? &')' -> =a | bad_arguments
args: (starred | (walrus | a:expression !':=' -> =a) !'=')%',' (',' kwargs)? -> Args | kwargs -> Args
kwargs: kwarg_or_starred%',' ',' kwarg_or_double%',' | kwarg_or_starred%',' | kwarg_or_double%','
starred: bad_starred_assign | '*' a:expression -> Starred | bad_starred
bad_starred_assign bad: a:'*' expression '=' b:expression -> range a b "cannot assign to iterable argument unpacking"
bad_starred bad: '*' -> here "Invalid star expression"
kwarg_or_starred: bad_kwarg | NAME '=' expression -> Kw | starred
kwarg_or_double: bad_kwarg | NAME '=' expression -> Kw | '**' expression -> KwStar
bad_arguments bad: (((starred | (walrus | expression !':=') !'=')%',' ',' kwargs) | kwargs) a:',' (starred !'=')%','
    -> from a "iterable argument unpacking follows keyword argument unpacking"
  | a:expression b:comps ',' (args | expression comps)? -> range a b "Generator expression must be parenthesized"
  | a:NAME b:'=' expression comps -> range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
  | (args ',')? a:NAME b:'=' &(',' | ')') -> range a b "expected argument value expression"
  | a:args b:comps -> do bareGenerator
  | args ',' a:expression b:comps -> range a b "Generator expression must be parenthesized"
  | a:args ',' args -> do argumentOrder
bad_kwarg bad: a:('True' | 'False' | 'None') b:'=' -> range a b "cannot assign to %a"
  | a:NAME b:'=' expression comps -> range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
  | !(NAME '=') a:expression b:'=' -> range a b "expression cannot contain assignment, perhaps you meant \"==\"?"
  | a:'**' expression '=' b:expression -> range a b "cannot assign to keyword argument unpacking"

star_targets: star_target !',' | star_target (',' star_target)* ','? -> Tuple
star_target memo: '*' !'*' star_target -> Starred | star_target_
star_target_ memo: t_primary '.' NAME !t_next -> Attribute | t_primary '[' slices ']' !t_next -> Subscript | star_atom
star_atom: NAME | '(' star_target_ ')' | '(' (star_target (',' star_target)+ ','? | star_target ',')? ')' | '[' (star_target%',' ','?)? ']'
single_target: single_subscript | NAME | '(' single_target ')'
single_subscript: t_primary '.' NAME !t_next | t_primary '[' slices ']' !t_next
t_primary left: t_primary '.' NAME &t_next | t_primary '[' slices ']' &t_next | t_primary genexp &t_next | t_primary '(' arguments? ')' &t_next | atom &t_next
t_next: '(' | '[' | '.'
del_targets: del_target%',' ','?
del_target memo: t_primary '.' NAME !t_next | t_primary '[' slices ']' !t_next | NAME | '(' del_target ')' | '(' del_targets? ')' | '[' del_targets? ']'
`;
