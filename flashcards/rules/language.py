"""Which language a note is in, and the small words that its sentences are built with.

Only closed classes stand here (articles, prepositions, conjunctions, pronouns, copulas): a few dozen words a language.
A note in a language that isn't here is read by its shape alone. To add one, add a ``Language`` to ``LANGUAGES``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain


@dataclass(frozen=True, slots=True)
class GrammarWords:
    """The small words that matter where parts of speech are known; all lower case."""

    definite: tuple[str, ...] = ()
    """Articles that point to what is known: ``the man`` is which one?"""
    pointing: frozenset[str] = frozenset()
    """Words that point instead of naming: ``this``, ``such``."""
    anybody: frozenset[str] = frozenset()
    """Names for people that could be anybody: what they do is no question."""
    own: frozenset[str] = frozenset()
    """What says that something is the writer's: ``our teacher`` is no subject to learn about."""
    stand_ins: frozenset[str] = frozenset()
    """Pronouns for a thing that was just named, in any number and gender: ``it``, ``they``."""
    stand_ins_for_several: frozenset[str] = frozenset()
    """Pronouns for several things that were just named, where they differ from those for one: ``they``."""
    stand_ins_for_people: frozenset[str] = frozenset()
    """Those of them that stand for people alone: ``he``."""
    relatives: frozenset[str] = frozenset()
    """What opens a clause that says more of the name before it: ``which``, ``who``."""
    telling: frozenset[str] = frozenset()
    """What opens a clause that a verb governs: ``that``, ``how``, ``whether``."""
    negations: frozenset[str] = frozenset()
    """What turns a command into its opposite: ``never``."""
    negated: frozenset[str] = frozenset()
    """Verbs that hold their negation, as hasty authors write them: ``didnt``."""
    deciding: frozenset[str] = frozenset()
    """Those after which it is rather asked what decides it: ``whether``."""
    connectives: frozenset[str] = frozenset()
    """What opens a sentence that only goes on with the one before: ``then``, ``hence``."""
    beside: frozenset[str] = frozenset()
    """What joins two statements that are set against each other: ``while``."""
    placing: frozenset[str] = frozenset()
    """Prepositions of place and time."""
    questioned: frozenset[str] = frozenset()
    """Prepositions that can end a question: ``What does it lead to?``"""
    questioned_after_verb: frozenset[str] = frozenset()
    """Those that can end a question where they stand right behind the verb: ``What does it depend on?``"""
    where: frozenset[str] = frozenset()
    """Those prepositions of place that can be asked for with ``where``."""
    naming: frozenset[str] = frozenset()
    """Prepositions between a thing and its name or meaning: ``known as``, ``refers to``."""
    before_purpose: frozenset[str] = frozenset()
    """Prepositions between a thing and what it serves: ``for``."""
    circumstances: frozenset[str] = frozenset()
    """Those words that ask for neither a person nor a thing, so that another word is the subject: ``how``."""
    against: frozenset[str] = frozenset()
    """What sets two names against each other: ``versus``."""
    times: frozenset[str] = frozenset()
    """Units of time: how long or when, where they stand in the place of a thing that is done."""
    inquiring: frozenset[str] = frozenset()
    """Verbs that a question may follow, in their dictionary form: ``know if ..``."""
    asked_by_time: frozenset[str] = frozenset()
    """What opens a condition that is asked for with ``when``: ``if``."""
    light: frozenset[str] = frozenset()
    """Verbs that mean little by themselves, in their dictionary form: ``take``, ``keep``."""
    superlatives: frozenset[str] = frozenset()
    """What a name begins with that only one thing can have."""
    you: str = ""
    """Who is told to do something."""
    asking_thing: frozenset[str] = frozenset()
    """Those words that ask for a thing, in a head of a table: ``for what``."""
    having: frozenset[str] = frozenset()
    """Verbs of having, in their dictionary form."""
    ordinals: frozenset[str] = frozenset()
    """Words that only say which one of several it is: ``third``."""
    evaluating: frozenset[str] = frozenset()
    """Qualities that are asked for by what makes them so."""
    referring: frozenset[str] = frozenset()
    """Words in circumstances that only the sentence before tells."""
    possible: frozenset[str] = frozenset()
    """Modal verbs that say what may be."""
    changing: frozenset[str] = frozenset()
    """Verbs that say in which direction something goes, in their dictionary form."""
    weighing: frozenset[str] = frozenset()
    """Verbs that tell to think about something, in their dictionary form: what, is no question."""
    parties: frozenset[str] = frozenset()
    """What stands between the two in the name of a case: ``v``."""
    contracted: frozenset[str] = frozenset()
    """Of the articles, those that may follow a noun all the same: grown together with a preposition, or pronouns, too."""
    opening_story: frozenset[str] = frozenset()
    """Of what opens a condition, what tells of the past before a verb in the past."""
    past: frozenset[str] = frozenset()
    """Past forms of the verbs of being, having and doing."""
    comparing: frozenset[str] = frozenset()
    """What stands before the other side of a comparison."""
    several: frozenset[str] = frozenset()
    """Adjectives that say no more than that there are several."""
    proper: frozenset[str] = frozenset()
    """Words for peoples, countries and creeds, which keep their capital wherever they stand."""
    in_titles: frozenset[str] = frozenset()
    """Small words that have a capital inside some titles, and are no names: ``Between``."""
    beside_something: frozenset[str] = frozenset()
    """Prepositions between a thing and what it has beside it: ``with``."""
    before_infinitive: frozenset[str] = frozenset()
    """Nouns that an infinitive says more of: ``the right to vote``."""
    about: frozenset[str] = frozenset()
    """What says that a number isn't exact: ``roughly``."""
    announcing_kind: frozenset[str] = frozenset()
    """What says that the kind named after it comes next: ``the following points``."""
    means: frozenset[str] = frozenset()
    """Prepositions before what is done to reach something: ``by``."""


@dataclass(frozen=True, slots=True)
class Language:
    """The closed classes of one language; all words lower case."""

    name: str
    small: frozenset[str]
    """Articles, prepositions, conjunctions, pronouns, auxiliaries: words that carry no subject matter."""
    articles: tuple[str, ...]
    copulas: tuple[str, ...]
    """What stands between a thing and what it is, if an article follows: ``is``, ``was``."""
    links: tuple[str, ...]
    """What stands there whatever follows: ``means``, ``refers to``."""
    before_complement: frozenset[str]
    """Prepositions that a hidden complement may follow."""
    before_examples: tuple[str, ...]
    """What announces examples, and nothing else: ``such as``, ``e.g.``."""
    conditions: tuple[str, ...]
    """What opens a condition: ``if``, ``when``."""
    what_if: str
    """A question from a condition; ``{}`` is the condition's clause."""
    what_then: str
    """The same for what happened then; empty where that isn't told apart."""
    what_is_next: str
    """A question for the step after ``{}``; empty in an unknown language."""
    what_belongs: str
    """A question for the members of ``{}``, where the bare name asks for something else already."""
    open_questions: str
    """The deck of the questions that a note doesn't answer."""
    causes: tuple[str, ...]
    """What opens a reason: ``because``, ``due to``."""
    modals: tuple[str, ...]
    """Auxiliaries between a subject and what it does: ``can``, ``must``."""
    complementizers: tuple[str, ...]
    """What opens a clause that a verb governs: ``whether``, ``that``."""
    purposes: tuple[str, ...]
    """What stands between a means and its end: ``to``, ``in order to``."""
    asking: frozenset[str]
    """What opens a question, even one without its mark: ``how``, ``which``."""
    pronouns: frozenset[str]
    """Words that stand for something named before: a sentence that starts with one needs it."""
    verbs: frozenset[str] = frozenset()
    """Common verbs that govern an object, in their third persons; for a language whose parts of speech no model knows."""
    what_does: tuple[str, str] | None = None
    """The question for the object of ``{verb}`` with its ``{subject}``: before a consonant, and before a vowel."""
    clauses: tuple[str, ...] = ()
    """What opens a clause that such a verb governs, as patterns: ``que``, ``qu'``."""
    the_more: tuple[str, str] = ("", "")
    """What opens the halves of ``the more .., the less ..``, as patterns; the second one what stays before a gap."""
    oneself: tuple[str, ...] = ()
    """How a learner begins to ask himself whether he is ready: ``can I``, ``am I``."""
    before_members: tuple[str, ...] = ()
    """What may announce examples or members, but has other meanings too: ``like``, ``including``, ``namely``."""
    present_copulas: tuple[str, ...] = ()
    """Copulas that tell what something is even if no article follows; a past one rather tells what was done to it."""
    conjunctions: frozenset[str] = frozenset()
    """What joins equals: ``and``, ``or``, ``but``."""
    naming: tuple[str, ...] = ()
    """What stands between what is described and its name: ``is called``, ``known as``, ``we speak of``."""
    results: tuple[str, ...] = ()
    """What opens a consequence, after a comma: ``so``, ``so that``."""
    instead: tuple[str, str] = ("", "")
    """What denies one thing, and what puts another in its place: ``not`` X ``but`` Y."""
    between: tuple[str, str] = ("", "")
    """What stands before and between two things that are set against each other: ``between`` X ``and`` Y."""
    grammar: GrammarWords = GrammarWords()
    """What mostly ways that know parts of speech ask for."""
    nouns_have_capitals: bool = False

    @property
    def all_articles(self) -> tuple[str, ...]:
        """Definite and indefinite ones."""
        return (*self.articles, *self.grammar.definite)

    @property
    def announcing(self) -> tuple[str, ...]:
        """What announces examples or members, surely or perhaps."""
        return (*self.before_examples, *self.before_members)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _forms(stems: str, endings: str) -> frozenset[str]:
    """Each of the stems with each of the endings; ``-`` is no ending."""
    return frozenset(f"{stem}{ending.strip('-')}" for stem in stems.split() for ending in endings.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(sorted((phrase.strip() for phrase in text.split(",")), key=len, reverse=True))


_FRENCH_VERBS = _forms(
    "affirm ajout expliqu régul dégrad digèr modifi expédi transport transform bloqu activ inhib diminu augment provoqu"
    " caus entraîn empêch favoris stimul libèr sécrèt stock synthétis catalys fix form port assur exprim montr démontr"
    " utilis consomm nécessit exig présent possèd protèg limit sépar reli remplac représent mesur détermin décal effectu"
    " dirig command contrôl gouvern élimin évit accélèr renforc cré fond sign annonc détect abaiss absorb élabor approuv nomm déclar vot adopt divis emport condamn interprèt propos domin attaqu révoqu remport occup concéd",
    "e ent ait aient a èrent",
) | _set(
    "contient contiennent produit produisent reçoit reçoivent comprend comprennent perd perdent détruit détruisent"
    " construit construisent réduit réduisent permet permettent garantit garantissent fournit fournissent définit"
    " définissent établit établissent décrit décrivent transmet transmettent maintient maintiennent introduit"
    " introduisent traduit traduisent inclut incluent convertit convertissent ralentit ralentissent obtient"
    " obtiennent élit élisent interdit interdisent attribue attribuent élut obtint fonda"
    " signa créa proclama abolit vainquit conquit publia découvrit inventa"
)
_SPANISH_VERBS = (
    _forms(
        "explic afirm regul degrad transport transform bloque activ aument provoc caus estimul liber almacen sintetiz fij"
        " form necesit present muestr demuestr utiliz us limit separ represent determin control elimin evit aceler refuerz"
        " cre fund firm expres conect abarc aport gener ocup cataliz segreg desarroll rode nombr aprueb declar juzg adopt interpret"
        " alcanz gan domin atac gobern integr conquist derrot proclam",
        "a an aba aban ó aron",
    )
    | _forms(
        "impid favorec produc conduc reduc recib contien mantien tien proteg requier exig permit transmit describ"
        " defin escrib establec comprend pierd destruy construy incluy disminuy emit divid absorb introduc ofrec obtien elig prohíb"
        " conced invad",
        "e en ía ían ió ieron",
    )
    | _set(
        "fundó firmó creó proclamó abolió venció derrotó conquistó publicó descubrió inventó escribió mide miden posee poseen"
        " define definen convierte convierten"
    )
)
_ITALIAN_VERBS = _forms(
    "spieg afferm regol degrad trasport trasform attiv aument provoc caus stimol liber sintetizz fiss form port"
    " present mostr dimostr utilizz us limit separ rappresent misur determin controll elimin evit acceler rafforz cre"
    " fond firm colleg gener occup catalizz svilupp circond giudic approv nomin dichiar adott interpret modific espell domin attacc govern conquist proclam",
    "a ano ava avano ò arono",
) | _set(
    "impedisce impediscono favorisce favoriscono produce producono conduce conducono riduce riducono riceve ricevono"
    " contiene contengono mantiene mantengono possiede possiedono protegge proteggono richiede richiedono esige permette"
    " permettono trasmette trasmettono descrive descrivono definisce definiscono stabilisce stabiliscono comprende"
    " comprendono perde perdono distrugge distruggono costruisce costruiscono include includono diminuisce diminuiscono"
    " ottiene ottengono elegge eleggono vieta vietano esprime esprimono divide dividono assorbe assorbono introduce introducono offre offrono blocca bloccano fondò firmò"
    " creò proclamò abolì vinse sconfisse conquistò pubblicò scoprì inventò scrisse"
)
_PORTUGUESE_VERBS = (
    _forms(
        "explic afirm regul degrad transport transform bloquei ativ aument provoc caus estimul liber armazen sintetiz fix"
        " form necessit apresent mostr demonstr utiliz us limit separ represent determin control elimin evit aceler reforç"
        " cri fund assin lig ger ocup catalis desenvolv julg aprov declar adot interpret"
        " domin atac govern conquist proclam",
        "a am ava avam ou aram",
    )
    | _forms(
        "favorec receb proteg requer exig permit transmit descrev defin escrev estabelec"
        " compreend perd divid absorv oferec exprim conced invad",
        "e em ia iam eu eram",
    )
    | _set(
        "nomeia nomeiam elege elegem proíbe proíbem obtém obtêm contém contêm mantém mantêm produz produzem reduz reduzem conduz"
        " conduzem introduz introduzem possui possuem"
        " inclui incluem diminui diminuem destrói destroem constrói constroem impede impedem mede medem fundou assinou criou"
        " proclamou aboliu venceu derrotou conquistou publicou descobriu inventou escreveu"
    )
)
_SWEDISH_VERBS = _set(
    "täcker saknar innehåller bildar ger visar färgar styr reglerar lagrar transporterar skyddar hindrar förhindrar tömmer"
    " klär förbinder kräver orsakar ökar minskar producerar utsöndrar binder omger delar motverkar stimulerar hämmar avger"
    " skapar bygger påverkar möjliggör omfattar beskriver förklarar anger mäter använder blockerar aktiverar katalyserar"
    " frisätter omvandlar upptar driver stärker försvagar representerar avgör fastställer kontrollerar eliminerar utser"
    " dömer godkänner stiftar antar väljer föreslår förbjuder stiftar granskar fördelar dominerar angriper bildade styrde gav ökade minskade"
    " orsakade krävde producerade byggde ledde stiftade förlorade"
    " grundade skrev vann besegrade erövrade upptäckte uppfann avskaffade införde skapade undertecknade"
)

ENGLISH = Language(
    name="en",
    conjunctions=_set("and or but"),
    naming=_phrases(
        "is called, are called, was called, were called, is known as, are known as, was known as, were known as, is termed, are termed, is referred to as, are referred to as, speak of, speaks of"
    ),
    results=_phrases("so, so that, which is why"),
    instead=("not", "but"),
    between=("between", "and"),
    small=_set(
        "a an the this that these those some any each every all both no not of in on at by for to from with without into"
        " onto over under between among through during before after about against as than via per within and or but nor"
        " so yet if when where while whether because since though although until unless then which who whom whose what"
        " how why it its they them their he him his she her we us our you your i me my one is are was were be been being"
        " am do does did has have had having can could may might must shall should will would there here also only just"
        " very more most much many such like same other another few less least usually often always never e.g i.e etc up out off down again"
    ),
    articles=_phrases("a, an, the, one, any"),
    copulas=_phrases("is, are, was, were"),
    links=_phrases(
        "means, mean, refers to, refer to, denotes, denote, is called as, are called as, is called, are called, is known as,"
        " are known as, is defined as, are defined as, stands for, describes, consists of, consist of, equals"
    ),
    before_complement=_set(
        "by with using via through for into from in on at as of between among against per under within over than"
    ),
    before_examples=_phrases("such as, e.g., for example, for instance"),
    before_members=_phrases("like, including, i.e., namely, especially"),
    conditions=_phrases("even if, if, iff, when, whenever, in case, once, for, with"),
    what_if="What if {}?",
    what_then="What happened when {}?",
    what_is_next="What comes after “{}”?",
    what_belongs="What belongs to {}?",
    open_questions="Open questions",
    causes=_phrases("because of, because, b/c, bc, since, due to, thanks to, as a result of"),
    modals=_phrases("can, may, might, could, will, must, should, shall"),
    complementizers=_phrases("whether, that, how, why"),
    purposes=_phrases("to, in order to, so as to"),
    asking=_set("what how why when where which who whom whose"),
    pronouns=_set("it they this these those that he she we you there such"),
    the_more=(r"the (?:more|less|fewer|\w+er)", r"the(?=\s(?:more|less|fewer|\w+er)\b)"),
    oneself=_phrases("can i, could i, am i, do i, have i"),
    grammar=GrammarWords(
        definite=_phrases("the"),
        pointing=_set("this that these those such ones"),
        anybody=_set("people everybody everyone somebody someone nobody"),
        own=_set("my our"),
        stand_ins=_set("it he she"),
        stand_ins_for_several=_set("they them"),
        stand_ins_for_people=_set("he she"),
        relatives=_set("which who that whose"),
        telling=_set("that how whether what which why"),
        deciding=_set("whether"),
        negated=_set(
            "dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt cant couldnt shouldnt wouldnt wont mustnt"
        ),
        negations=_set("never not no don't don’t hardly scarcely barely rarely seldom"),
        connectives=_set("then hence thus therefore so but however also moreover e.g for"),
        beside=_set("while whereas"),
        placing=_set("in on at during within under over after before since until"),
        questioned=_set("to into with from for against about between through"),
        naming=_set("as to"),
        questioned_after_verb=_set("on of"),
        where=_set("in at within under inside"),
        before_purpose=_set("for"),
        beside_something=_set("with without"),
        before_infinitive=_set(
            "right rights duty duties power ability freedom permission obligation opportunity attempt attempts tendency desire"
            " need promise licence license authority capacity willingness failure refusal"
        ),
        in_titles=_set("and or of in on at by for from to with without between over under into as the a an"),
        about=_set("about around roughly some nearly almost over approximately circa ca"),
        announcing_kind=_set("following"),
        means=_set("by"),
        asked_by_time=_set("if when whenever"),
        times=_set(
            "second seconds minute minutes hour hours day days week weeks month months year years decade decades century centuries"
        ),
        inquiring=_set("ask check decide determine find know say see show tell test"),
        light=_set("take keep get make put set let go"),
        circumstances=_set("how why where"),
        against=_set("vs vs. versus"),
        superlatives=_set("most least best worst"),
        you="you",
        asking_thing=_set("what"),
        having=_set("have"),
        ordinals=_set("first second third fourth fifth sixth seventh eighth ninth tenth"),
        evaluating=_set("good bad new special different"),
        referring=_set("same this that these those such latter former"),
        possible=_set("can could may might"),
        changing=_set(
            "increase decrease reduce raise lower improve worsen lessen diminish accelerate slow shorten lengthen double halve"
        ),
        weighing=_set("consider"),
        parties=_set("v v."),
        several=_set("various different several diverse"),
        opening_story=_set("when once"),
        past=_set("was were had did"),
        comparing=_set("than"),
        proper=_set(
            "african american anglo arab arabic argentinian armenian asian athenian australian austrian austro balkan baltic bavarian"
            " belgian bohemian bosnian brazilian british bulgarian byzantine canadian caribbean carolingian catholic celtic chilean"
            " chinese christian croatian cuban czech danish dutch egyptian english ethiopian european finnish franco frankish french"
            " german germanic greek habsburg hebrew hungarian icelandic indian indonesian iranian iraqi irish islamic israeli italian"
            " japanese jewish kenyan korean latin lutheran mexican moroccan muslim nigerian norman norwegian ottoman pakistani"
            " persian polish portuguese protestant prussian roman romanian russian saxon scandinavian scottish serbian siberian"
            " slavic soviet spanish spartan swedish swiss syrian tunisian turkish ukrainian vietnamese welsh"
        ),
    ),
)
GERMAN = Language(
    name="de",
    conjunctions=_set("und oder aber sondern"),
    naming=_phrases("heißt, heißen, hieß, hießen, nennt man, spricht man von, spricht man vom, bezeichnet man als"),
    results=_phrases("sodass, so dass, weshalb"),
    instead=("nicht", "sondern"),
    between=("zwischen", "und"),
    small=_set(
        "der die das den dem des ein eine einen einem einer eines kein keine dieser diese dieses diesem diesen jeder jede"
        " jedes alle beide von vom zu zum zur in im ins an am auf aus bei beim mit nach seit über unter vor hinter"
        " zwischen durch für gegen ohne um bis als wie und oder aber sondern denn dass ob wenn falls weil da während"
        " obwohl damit nachdem bevor sowie er sie es ihn ihm ihr ihre ihren sein seine seinen wir uns unser ich mich man"
        " sich ist sind war waren sei wird werden wurde wurden worden hat haben hatte hatten kann können konnte muss"
        " müssen soll sollte darf dürfen mag nicht nur auch noch schon sehr mehr meist etwa so dann hier dort welche"
        " welcher welches was wer wo wann warum"
    ),
    articles=_phrases("ein, eine, einer, der, die, das"),
    copulas=_phrases("ist, sind, war, waren"),
    links=_phrases("heißt, heißen, bedeutet, bedeuten, bezeichnet, bezeichnen, nennt man, besteht aus, bestehen aus"),
    before_complement=_set(
        "durch mit für zu zum zur aus von vom in im an am auf über unter bei gegen zwischen als nach um"
    ),
    before_examples=_phrases("z. B., z.B., zum Beispiel, beispielsweise"),
    before_members=_phrases("wie, etwa, insbesondere, nämlich"),
    conditions=_phrases("auch wenn, selbst wenn, wenn, falls, sobald, sofern"),
    what_if="Was gilt, wenn {}?",
    what_then="",
    what_is_next="Was kommt nach „{}“?",
    what_belongs="Was gehört zu: {}?",
    open_questions="Offene Fragen",
    causes=_phrases("weil, da, aufgrund, wegen, denn"),
    modals=_phrases("kann, können, muss, müssen, soll, sollen, darf, dürfen, wird, werden"),
    complementizers=_phrases("ob, dass, wie, warum"),
    purposes=_phrases("um, zum, zur"),
    asking=_set("was wie warum weshalb wann wo wohin woher welche welcher welches wer wen wem"),
    pronouns=_set("er sie es dies diese dieser dieses das man wir"),
    the_more=(r"je", r"desto|umso"),
    oneself=_phrases("kann ich, könnte ich, bin ich, habe ich, weiß ich"),
    grammar=GrammarWords(
        pointing=_set("dieser diese dieses diesen diesem solche"),
        anybody=_set("leute menschen jeder jemand niemand"),
        own=_set("mein meine unser unsere"),
        stand_ins=_set("er sie es"),
        relatives=_set("der die das welche welcher welches"),
        telling=_set("dass ob wie was warum"),
        deciding=_set("ob"),
        negations=_set("nie nicht kein keine kaum selten"),
        connectives=_set("dann also deshalb daher aber jedoch auch außerdem"),
        beside=_set("während"),
        placing=_set("in im am an auf bei während innerhalb unter über nach vor seit bis"),
        before_purpose=_set("für zum zur"),
        against=_set("vs vs. versus"),
    ),
    nouns_have_capitals=True,
)
FRENCH = Language(
    name="fr",
    present_copulas=_phrases("est, sont"),
    conjunctions=_set("et ou mais"),
    naming=_phrases(
        "s'appelle, s’appelle, s'appellent, s’appellent, est appelé, est appelée, sont appelés, sont appelées, on parle de, on parle d', on parle d’"
    ),
    results=_phrases("de sorte que, si bien que, ce qui explique que"),
    instead=("non pas", "mais"),
    between=("entre", "et"),
    small=_set(
        "le la les l un une des du de d au aux ce cet cette ces son sa ses leur leurs notre nos votre vos mon ma mes tout"
        " toute tous toutes chaque aucun aucune à en dans par pour sur sous avec sans entre vers chez depuis pendant avant"
        " après contre et ou mais donc or ni car que qui quoi dont où si quand lorsque comme parce puisque afin il elle"
        " ils elles on nous vous je tu se s y ne n pas plus moins très aussi même est sont était étaient être été a ont"
        " avait avaient peut peuvent doit doivent fait font"
    ),
    articles=_phrases("un, une, le, la, les, des"),
    copulas=_phrases("est, sont, était, étaient"),
    links=_phrases("désigne, désignent, signifie, correspond à, s'appelle, consiste à, se compose de"),
    before_complement=_set("par pour avec dans sur sous en entre vers de du des à au aux chez contre"),
    before_examples=_phrases("tel que, telle que, tels que, telles que, par exemple, p. ex."),
    before_members=_phrases("comme, notamment"),
    conditions=_phrases("même si, si, quand, lorsque, lorsqu'"),
    what_if="Que se passe-t-il si {} ?",
    what_then="",
    what_is_next="Qu’est-ce qui vient après « {} » ?",
    what_belongs="Que comprend : {} ?",
    open_questions="Questions ouvertes",
    causes=_phrases("parce que, parce qu', car, puisque, grâce à, à cause de"),
    modals=_phrases("peut, peuvent, doit, doivent"),
    complementizers=_phrases("que, comment, pourquoi"),
    purposes=_phrases("pour, afin de"),
    asking=_set("que quoi comment pourquoi quand où quel quelle quels quelles qui combien"),
    pronouns=_set("il elle ils elles ce cela ceci on"),
    grammar=GrammarWords(connectives=_set("mais donc alors puis ensuite ainsi"), contracted=_set("des")),
    verbs=_FRENCH_VERBS,
    what_does=("Que {verb} {subject} ?", "Qu’{verb} {subject} ?"),
    clauses=(r"que\s+", r"qu['’]"),
    the_more=(r"plus|moins", r"plus|moins"),
    oneself=_phrases("puis-je, suis-je, ai-je, est-ce que je"),
)
SPANISH = Language(
    name="es",
    present_copulas=_phrases("es, son"),
    conjunctions=_set("y e o u pero"),
    naming=_phrases(
        "se llama, se llaman, se llamó, se denomina, se denominan, se conoce como, se conocen como, se habla de"
    ),
    results=_phrases("de modo que, de manera que, así que, por lo que"),
    instead=("no", "sino"),
    between=("entre", "y"),
    small=_set(
        "el la los las lo un una unos unas de del a al en con por para sin sobre entre hasta desde hacia según durante"
        " tras y e o u pero sino ni que qué quien cual cuales cuyo donde cuando como si porque aunque mientras este esta"
        " estos estas ese esa esos esas aquel su sus mi tu nuestro se le les me te nos él ella ellos ellas es son era"
        " eran fue fueron ser sido está están estaba ha han había puede pueden debe deben no más menos muy también cada"
        " todo toda todos todas antes después"
    ),
    articles=_phrases("un, una, el, la, los, las"),
    copulas=_phrases("es, son, era, eran, fue, fueron"),
    links=_phrases("significa, significan, se llama, se refiere a, consiste en, equivale a"),
    before_complement=_set("por para con en sobre entre de del a al desde hacia contra mediante según"),
    before_examples=_phrases("por ejemplo, tales como, tal como, p. ej."),
    before_members=_phrases("como"),
    conditions=_phrases("incluso si, aunque, si, cuando"),
    what_if="¿Qué pasa si {}?",
    what_then="",
    what_is_next="¿Qué viene después de «{}»?",
    what_belongs="¿Qué comprende: {}?",
    open_questions="Preguntas abiertas",
    causes=_phrases("porque, ya que, debido a, gracias a"),
    modals=_phrases("puede, pueden, debe, deben"),
    complementizers=_phrases("que, cómo"),
    purposes=_phrases("para"),
    asking=_set("qué cómo cuándo dónde cuál cuáles quién cuánto"),
    pronouns=_set("él ella ello ellos ellas esto eso este esta"),
    grammar=GrammarWords(connectives=_set("pero luego entonces así")),
    verbs=_SPANISH_VERBS,
    what_does=("¿Qué {verb} {subject}?", "¿Qué {verb} {subject}?"),
    clauses=(r"que\s+",),
    the_more=(r"cuanto (?:más|menos|mayor|menor)", r"más|menos|mayor|menor"),
    oneself=_phrases("puedo, soy capaz, sé"),
)
ITALIAN = Language(
    name="it",
    present_copulas=_phrases("è, sono"),
    conjunctions=_set("e ed o ma"),
    naming=_phrases("si chiama, si chiamano, è chiamato, è chiamata, è detto, è detta, si dice, si parla di"),
    results=_phrases("cosicché, sicché, così che, di modo che"),
    instead=("non", "bensì"),
    between=("tra", "e"),
    small=_set(
        "il lo la i gli le l un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal dalla dai"
        " in nel nella nei nelle con su sul sulla per tra fra e ed o ma se che chi cui dove quando come perché mentre"
        " questo questa questi queste quello quella quelli suo sua suoi sue si ci ne non più meno molto anche ogni tutti"
        " tutte è sono era erano fu furono essere stato ha hanno aveva può possono deve devono"
    ),
    articles=_phrases("un, uno, una, il, lo, la, i, gli, le"),
    copulas=_phrases("è, sono, era, erano, fu"),
    links=_phrases("significa, indica, si chiama, si riferisce a, consiste in"),
    before_complement=_set("per con in nel nella di del della da dal dalla su sul sulla tra fra a al alla mediante"),
    before_examples=_phrases("ad esempio, per esempio"),
    before_members=_phrases("come, quali"),
    conditions=_phrases("anche se, se, quando"),
    what_if="Che cosa succede se {}?",
    what_then="",
    what_is_next="Che cosa viene dopo «{}»?",
    what_belongs="Che cosa comprende: {}?",
    open_questions="Domande aperte",
    causes=_phrases("perché, poiché, a causa di, grazie a"),
    modals=_phrases("può, possono, deve, devono"),
    complementizers=_phrases("che, come"),
    purposes=_phrases("per"),
    asking=_set("che cosa come perché quando dove quale quali chi quanto"),
    pronouns=_set("esso essa essi esse questo questa ciò"),
    grammar=GrammarWords(connectives=_set("ma dunque poi quindi così")),
    verbs=_ITALIAN_VERBS,
    what_does=("Che cosa {verb} {subject}?", "Che cosa {verb} {subject}?"),
    clauses=(r"che\s+",),
    the_more=(r"(?:quanto )?(?:più|meno)", r"(?:tanto )?(?:più|meno)"),
    oneself=_phrases("posso, sono in grado, so"),
)
SWEDISH = Language(
    name="sv",
    present_copulas=_phrases("är"),
    conjunctions=_set("och eller men"),
    naming=_phrases("kallas, kallas för, kallades, benämns, heter, talar man om"),
    results=_phrases("så att, vilket gör att"),
    instead=("inte", "utan"),
    between=("mellan", "och"),
    small=_set(
        "en ett den det de dem denna detta dessa någon något några varje alla båda ingen inget inga av i på vid från till"
        " med utan om för över under mellan genom mot hos efter före innan sedan kring per och eller men samt utan att"
        " som när där då medan eftersom därför fast han hon man vi ni jag sig sin sitt sina dess deras är var vara varit"
        " blir blev bli har hade ha kan kunde ska skall skulle måste bör får inte bara också även mycket mer mest så än"
        " vilken vilket vilka vad hur varför vem"
    ),
    articles=_phrases("en, ett, den, det, de"),
    copulas=_phrases("är, var"),
    links=_phrases("betyder, innebär, kallas, kallas för, utgörs av, består av, avser"),
    before_complement=_set("av i på från till med för genom mellan mot hos vid över under om"),
    before_examples=_phrases("såsom, som t.ex., t.ex., till exempel, bl.a., exempelvis"),
    conditions=_phrases("även om, om, när, då"),
    what_if="Vad gäller om {}?",
    what_then="",
    what_is_next="Vad kommer efter ”{}”?",
    what_belongs="Vad hör till: {}?",
    open_questions="Öppna frågor",
    causes=_phrases("eftersom, därför att, på grund av, tack vare"),
    modals=_phrases("kan, ska, skall, måste, bör, får"),
    complementizers=_phrases("att, om, hur, varför"),
    purposes=_phrases("för att"),
    asking=_set("vad hur varför när var vart vilken vilket vilka vem"),
    pronouns=_set("den det de dessa detta denna han hon man"),
    grammar=GrammarWords(connectives=_set("men så sedan därför alltså"), contracted=_set("en ett den det de")),
    verbs=_SWEDISH_VERBS,
    what_does=("Vad {verb} {subject}?", "Vad {verb} {subject}?"),
    clauses=(r"att\s+",),
    the_more=(r"ju", r"desto|ju"),
    oneself=_phrases("kan jag, är jag, har jag, vet jag"),
)
PORTUGUESE = Language(
    name="pt",
    present_copulas=_phrases("é, são"),
    conjunctions=_set("e ou mas"),
    between=("entre", "e"),
    small=_set(
        "o a os as um uma uns umas de do da dos das em no na nos nas ao à aos às por pelo pela pelos pelas com para sem"
        " sobre entre até desde segundo durante após e ou mas nem que quem qual quais cujo onde quando como se porque"
        " embora enquanto este esta estes estas esse essa isso isto aquele aquela seu sua seus suas meu minha nosso lhe"
        " ele ela eles elas é são era eram foi foram ser sido está estão estava há tem têm tinha pode podem deve devem"
        " não mais menos muito também cada todo toda todos todas só já antes depois"
    ),
    articles=_phrases("um, uma, o, a, os, as"),
    copulas=_phrases("é, são, era, eram, foi, foram"),
    links=_phrases("significa, significam, chama-se, refere-se a, consiste em, equivale a, designa"),
    before_complement=_set("por para com em no na nos nas sobre entre de do da dos das ao à aos às contra mediante"),
    before_examples=_phrases("por exemplo, tais como, tal como, p. ex."),
    before_members=_phrases("como"),
    conditions=_phrases("mesmo se, se, quando, caso"),
    what_if="O que acontece se {}?",
    what_then="",
    what_is_next="O que vem depois de «{}»?",
    what_belongs="O que compreende: {}?",
    open_questions="Perguntas em aberto",
    results=_phrases("de modo que, de forma que, de maneira que, pelo que"),
    causes=_phrases("porque, já que, uma vez que, devido a, graças a"),
    modals=_phrases("pode, podem, deve, devem"),
    complementizers=_phrases("que, como, se"),
    purposes=_phrases("para"),
    asking=_set("que qual quais como porquê quando onde quem quanto"),
    pronouns=_set("ele ela eles elas isto isso este esta esse essa"),
    grammar=GrammarWords(connectives=_set("mas então depois assim")),
    verbs=_PORTUGUESE_VERBS,
    what_does=("O que {verb} {subject}?", "O que {verb} {subject}?"),
    clauses=(r"que\s+",),
    the_more=(r"quanto (?:mais|menos|maior|menor)", r"mais|menos|maior|menor"),
    oneself=_phrases("posso, sou capaz, sei"),
)
DUTCH = Language(
    name="nl",
    conjunctions=_set("en of maar"),
    between=("tussen", "en"),
    small=_set(
        "de het een geen dit dat deze die van tot in op aan uit bij met naar na sinds over onder voor achter tussen door"
        " zonder tegen om te als dan en of maar want omdat doordat zodat terwijl hoewel nadat voordat wanneer indien"
        " tenzij toen ook nog al wel niet zeer meer meest er daar hier zo hij zij ze hem haar hun hen ons wij we ik jij"
        " je u men zich is zijn was waren wordt worden werd werden heeft hebben had hadden kan kunnen kon moet moeten mag"
        " mogen zal zullen wil willen wat wie waar waarom hoe welke welk elk elke ieder alle beide"
    ),
    articles=_phrases("een, de, het"),
    copulas=_phrases("is, zijn, was, waren"),
    links=_phrases("betekent, betekenen, heet, heten, bestaat uit, bestaan uit, houdt in"),
    before_complement=_set("door met voor naar uit van in op aan over onder bij tegen tussen na om tot"),
    before_examples=_phrases("bijvoorbeeld, zoals, bv., bijv."),
    before_members=_phrases("met name, namelijk"),
    conditions=_phrases("ook als, zelfs als, als, indien, wanneer, zodra, tenzij"),
    what_if="Wat geldt als {}?",
    what_then="",
    what_is_next="Wat komt na “{}”?",
    what_belongs="Wat hoort bij: {}?",
    open_questions="Open vragen",
    results=_phrases("zodat, waardoor"),
    causes=_phrases("omdat, doordat, want, wegens, vanwege, dankzij"),
    modals=_phrases("kan, kunnen, moet, moeten, mag, mogen, zal, zullen"),
    complementizers=_phrases("of, dat, hoe, waarom"),
    purposes=_phrases("om"),
    asking=_set("wat hoe waarom wanneer waar wie welke welk hoeveel"),
    pronouns=_set("hij zij ze het dit dat deze die men wij er"),
    the_more=(r"hoe", r"hoe|des te"),
    oneself=_phrases("kan ik, ben ik, heb ik, weet ik"),
    grammar=GrammarWords(
        pointing=_set("dit dat deze die zulke"),
        stand_ins=_set("hij zij ze het"),
        relatives=_set("die dat wie welke"),
        telling=_set("dat of hoe wat waarom"),
        deciding=_set("of"),
        negations=_set("nooit niet geen nauwelijks zelden"),
        connectives=_set("dan dus daarom daardoor maar echter ook bovendien toch"),
        beside=_set("terwijl"),
        placing=_set("in op aan bij tijdens binnen onder boven na voor sinds tot"),
        before_purpose=_set("voor"),
        against=_set("vs vs. versus"),
    ),
)

LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, SWEDISH, PORTUGUESE, DUTCH)
LANGUAGE_NAMES = tuple(language.name for language in LANGUAGES)
UNKNOWN = Language(
    name="",
    small=frozenset(),
    articles=(),
    copulas=(),
    links=(),
    before_complement=frozenset(),
    before_examples=(),
    conditions=(),
    what_if="",
    what_then="",
    what_is_next="",
    what_belongs="{}: …?",
    open_questions="Open questions",
    causes=(),
    modals=(),
    complementizers=(),
    purposes=(),
    asking=frozenset(),
    pronouns=frozenset(),
)

_LEAST_SHARE = 0.12
"""Running text has every third word from the closed classes; telegraphic notes still have every eighth."""


@lru_cache(maxsize=64)
def language_of(text: str, names: tuple[str, ...] = LANGUAGE_NAMES) -> Language:
    """The language, of those with these ``names``, whose small words are the most frequent in ``text``.

    UNKNOWN where none is frequent enough; a single name is taken at its word. Where a note has longer lines enough, only they
    count, without what is set off in them: a vocabulary is in the language that explains, not in the one that is explained.
    """
    languages = [language for language in LANGUAGES if language.name in names]
    if len(languages) == 1:
        return languages[0]
    found = _in_prose(text.casefold())
    if len(found) < _ENOUGH_PROSE_WORDS:
        found = _WORD.findall(text.casefold())
    counts = Counter(found)
    shares = {language.name: sum(counts[word] for word in language.small) for language in languages}
    best = max(languages, key=lambda language: shares[language.name], default=UNKNOWN)
    return best if found and shares.get(best.name, 0) >= _LEAST_SHARE * len(found) else UNKNOWN


_WORD = re.compile(r"[^\W\d_]+")
_SET_OFF = re.compile(r"(?<![\w*])\*{1,3}[^*\n]+\*{1,3}|(?<!\w)_[^_\n]+_(?!\w)|[\"“„«][^\"”“»\n]+[\"”“»]")
_FEWEST_WORDS_IN_LINE = 6
_ENOUGH_PROSE_WORDS = 60


def _in_prose(text: str) -> list[str]:
    """The words of the lines that say something at length, without what is set off in them."""
    lines = (_WORD.findall(_SET_OFF.sub(" ", line)) for line in text.splitlines() if not line.lstrip().startswith("|"))
    return [word for line in lines if len(line) >= _FEWEST_WORDS_IN_LINE for word in line]


@cache
def small_elsewhere(name: str) -> frozenset[str]:
    """The small words of the other languages that mean nothing small in the one of this ``name``."""
    own = next((language.small for language in LANGUAGES if language.name == name), frozenset())
    return frozenset(chain.from_iterable(language.small for language in LANGUAGES if language.name != name)) - own
