"""The few words that rules know, as data for each language; an unknown language only loses what hangs on them.

To add a language, add a line to each table. Words are lower case, without their final full stop.
"""

from __future__ import annotations

from itertools import chain
from types import MappingProxyType

_ABBREVIATIONS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "dr mr mrs ms prof st v vs seq betw fig figs no nos eq eqs ex approx ca cf art sec ch vol ed eds pp resp incl def"
        " op bk cl al par sect",
        "de": "dr prof bzw vgl evtl ggf usw inkl abb nr str ca bsp sog lat griech jh op okt dez",
        "fr": "m mme mlle dr env av apr fig chap p ex janv févr avr juil juill sept oct nov déc",
        "es": "sr sra dr dra ej fig pág núm",
        "sv": "t.ex bl.a dvs osv kl nr s.k jfr ca",
        "it": "sig dott prof es fig cap pag",
        "pt": "sr sra dr dra prof ex fig pág núm art",
        "nl": "dhr mevr mr dr prof bijv bv d.w.z nl enz o.a blz ca jrg art",
    }
)
_EXAMPLE_MARKERS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "example, examples, worked example, running example, typical example, classic example, e.g, e.g., eg, ex, for e.g"
        ", for ex, for example, for instance, note, nb",
        "de": "beispiel, beispiele, bsp, z.b, z. b, zum beispiel, hinweis, anmerkung",
        "fr": "exemple, exemples, ex, p. ex, par exemple, remarque",
        "es": "ejemplo, ejemplos, ej, p. ej, por ejemplo, nota",
        "sv": "exempel, ex, t.ex, t. ex, till exempel, obs",
        "it": "esempio, esempi, es, ad esempio, per esempio, nota",
        "pt": "exemplo, exemplos, ex, p. ex, por exemplo, nota, obs",
        "nl": "voorbeeld, voorbeelden, bv, bijv, b.v, bijvoorbeeld, let op",
    }
)

_CRITERIA_BY_LANGUAGE = MappingProxyType(
    {
        "en": "aspect attribute characteristic criterion criteria dimension feature property trait",
        "de": "aspekt eigenschaft kriterium kriterien merkmal",
        "fr": "aspect caractère caractéristique critère propriété",
        "es": "aspecto característica criterio propiedad",
        "sv": "aspekt egenskap kriterium kännetecken",
        "it": "aspetto caratteristica criterio proprietà",
        "pt": "aspecto aspeto característica critério propriedade",
        "nl": "aspect criterium eigenschap kenmerk",
    }
)

BEFORE_ORDINALS = frozenset(["am", "der", "den", "dem", "des", "vom", "zum", "im", "bis", "seit", "ab", "den"])
"""What stands before a number with a full stop that is no end of a sentence: ``am 9. November``."""
ABBREVIATIONS = frozenset(chain.from_iterable(words.split() for words in _ABBREVIATIONS_BY_LANGUAGE.values()))
EXAMPLE_MARKERS = frozenset(chain.from_iterable(words.split(", ") for words in _EXAMPLE_MARKERS_BY_LANGUAGE.values()))

_DURATIONS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "hours hour hrs hr h minutes minute mins min days day weeks week",
        "de": "stunden stunde std minuten min tage tag wochen woche",
        "fr": "heures heure minutes jours jour semaines semaine",
        "es": "horas hora minutos días día semanas semana",
        "sv": "timmar timme tim minuter dagar dag veckor vecka",
        "it": "ore ora minuti giorni giorno settimane settimana",
        "pt": "horas hora minutos dias dia semanas semana",
        "nl": "uren uur minuten dagen dag weken week",
    }
)
_WEEKDAYS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun",
        "de": "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
        "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "es": "lunes martes miércoles jueves viernes sábado domingo",
        "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
        "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    }
)
_MONTHS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "january february march april may june july august september october november december jan feb mar apr jun jul"
        " aug sep sept oct nov dec",
        "de": "januar jänner februar märz april mai juni juli august september oktober november dezember jan feb apr jun jul"
        " aug sept okt nov dez",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre janv févr juil sept oct"
        " nov déc",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene abr ago dic",
        "sv": "januari februari mars april maj juni juli augusti september oktober november december jan febr okt dec",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre genn febbr ott dic",
        "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    }
)
_PRACTICE_BY_LANGUAGE = MappingProxyType(
    {
        "en": "question questions exercise exercises practice problems quiz",
        "de": "frage fragen übung übungen aufgabe aufgaben übungsfragen übungsaufgaben",
        "fr": "question questions exercice exercices",
        "es": "pregunta preguntas ejercicio ejercicios",
        "sv": "fråga frågor övning övningar instuderingsfrågor",
        "it": "domanda domande esercizio esercizi",
        "pt": "pergunta perguntas questão questões exercício exercícios",
        "nl": "vraag vragen oefening oefeningen opgave opgaven oefenvragen",
    }
)
_REFERENCES_BY_LANGUAGE = MappingProxyType(
    {
        "en": "reading readings read resources references bibliography literature links videos papers books materials sources"
        " contents",
        "de": "literatur quellen links videos bücher lektüre literaturverzeichnis lesen inhalt inhaltsverzeichnis",
        "fr": "bibliographie biblio références liens lectures lire voir ressources vidéos livres sommaire",
        "es": "bibliografía referencias enlaces lecturas leer ver recursos vídeos libros índice",
        "sv": "litteratur källor länkar läsning läsa videor böcker referenser innehåll",
        "it": "bibliografia riferimenti link letture leggere risorse video libri indice sommario",
        "pt": "bibliografia referências links leituras ler ver recursos vídeos livros índice sumário",
        "nl": "literatuur bronnen links lezen leesvoer boeken literatuurlijst inhoud inhoudsopgave",
    }
)
_PLACES_IN_BOOKS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "chapters chapter chaps chap ch pages page pp. p. sections unit units",
        "de": "kapitel kap seiten seite s. lektion",
        "fr": "chapitres chapitre chap pages page pp. p.",
        "es": "capítulos capítulo cap páginas página págs pág pp. p. unidad",
        "sv": "kapitel kap sidorna sidan sid s.",
        "it": "capitoli capitolo cap pagine pagina pagg pag pp. p. unità",
        "pt": "capítulos capítulo cap páginas página págs pág pp. p. unidade unid",
        "nl": "hoofdstukken hoofdstuk hfst h. pagina blz p.",
    }
)
_OPEN_ENDS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "and or the of to in if because per from with",
        "de": "und oder der das von für weil dass sowie",
        "fr": "et ou le les du des avec pour dans parce",
        "es": "el los las del con para porque",
        "sv": "och eller ett att eftersom",
        "it": "il gli di del della con perché",
        "pt": "os um uma da dos das com para porque",
        "nl": "en of het een van voor omdat",
    }
)
_STEPS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "step stage phase",
        "de": "schritt phase stufe",
        "fr": "étape phase",
        "es": "paso fase etapa",
        "sv": "steg fas",
        "it": "passo fase",
        "pt": "passo fase etapa",
        "nl": "stap fase",
    }
)
_SETS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "stages steps types kinds phases components parts forms causes reasons functions principles elements methods"
        " techniques strategies properties factors criteria requirements goals layers levels classes categories members"
        " assumptions conditions considerations consequences expectations remedies",
        "de": "stufen schritte arten typen phasen bestandteile teile formen ursachen gründe funktionen prinzipien elemente"
        " methoden eigenschaften faktoren kriterien ziele schichten ebenen klassen",
        "fr": "étapes types phases composants parties formes causes raisons fonctions principes éléments méthodes propriétés"
        " facteurs critères couches niveaux classes",
        "es": "etapas pasos tipos fases componentes partes formas causas razones funciones principios elementos métodos"
        " propiedades factores criterios capas niveles clases",
        "sv": "steg stadier typer faser komponenter delar former orsaker skäl funktioner principer element metoder egenskaper"
        " faktorer kriterier mål lager nivåer klasser",
        "it": "fasi passi tipi componenti parti forme cause ragioni funzioni principi elementi metodi proprietà fattori"
        " criteri strati livelli classi",
        "pt": "etapas passos tipos fases componentes partes formas causas razões funções princípios elementos métodos"
        " propriedades fatores critérios camadas níveis classes",
        "nl": "stappen fasen soorten typen onderdelen delen vormen oorzaken redenen functies beginselen elementen methoden"
        " eigenschappen factoren criteria vereisten lagen niveaus klassen",
    }
)
_SIDES_BY_LANGUAGE = MappingProxyType(
    {
        "en": "pros cons pro con advantages disadvantages advantage disadvantage strengths weaknesses",
        "de": "vorteile nachteile vorteil nachteil stärken schwächen",
        "fr": "avantages inconvénients avantage inconvénient",
        "es": "ventajas desventajas inconvenientes",
        "sv": "fördelar nackdelar fördel nackdel",
        "it": "vantaggi svantaggi vantaggio svantaggio",
        "pt": "vantagens desvantagens",
        "nl": "voordelen nadelen voordeel nadeel",
    }
)
_OTHERS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "other others",
        "de": "andere sonstige weitere",
        "fr": "autres",
        "es": "otros otras",
        "sv": "övriga",
        "it": "altri altre",
        "pt": "outros outras",
        "nl": "overige",
    }
)
_POINTING_ELSEWHERE_BY_LANGUAGE = MappingProxyType(
    {
        "en": "see, see above, see below, see lecture, lecture, cf., cf",
        "de": "siehe, s. o., siehe oben, vgl., vorlesung",
        "fr": "voir, cf., cours",
        "es": "véase, ver",
        "sv": "se, föreläsning",
        "it": "vedi, lezione",
        "pt": "ver, aula",
        "nl": "zie, college",
    }
)
_ATTRIBUTES_BY_LANGUAGE = MappingProxyType(
    {
        "en": "advantage advantages aftermath age aim aims application applications author authors background"
        " benefit benefits capital cause causes characteristic characteristics color colour complication"
        " complications con concern concerns conclusion cons consequence consequences counterexample criticism"
        " cure date dates diagnosis disadvantage disadvantages dose downside downsides drawback drawbacks"
        " duration effect effects evidence example examples exception exceptions facts fix focus formula"
        " frequency function functions goal goals habitat hallmark hallmarks height holding impact importance"
        " indication indications input legacy length lesson lessons limitation limitations location meaning"
        " mechanism mnemonic motive name notation objection objections objective objectives origin outcome"
        " output part parts population prevention price problem problems prognosis properties property pros"
        " purpose range ratio ratios reason reasons remedy reply response result results risk risks role route scope shape"
        " sign significance signs size solution solutions source sources speed stage stages strength strengths structure"
        " symbol symptom symptoms synonym synonyms task tasks thesis treatment trigger unit units use uses"
        " value values violation violations weakness weaknesses weight year years",
        "de": "anwendung anwendungen aufbau aufgabe auslöser aussprache autor bedeutung beispiel beispiele datum diagnose dosis"
        " eigenschaft eigenschaften einheit entstehung ergebnis folge folgen form formel funktion funktionen grund größe"
        " gründe hauptstadt herkunft lage merkmal merkmale motiv nachteil nachteile nebenwirkung nebenwirkungen ort rolle"
        " sinn symbol symptom symptome therapie umfang ursache ursachen ursprung vorkommen vorteil vorteile wert wirkung"
        " zeichen ziel ziele zweck",
        "fr": "application applications auteur avantage avantages but buts capitale cause causes conséquence conséquences date"
        " diagnostic dose durée définition effet effets exemple exemples fonction fonctions forme formule inconvénient"
        " inconvénients indication indications lieu limite limites localisation mécanisme objectif objectifs origine"
        " propriété propriétés raison raisons résultat résultats rôle sens signe signes structure symbole symptôme"
        " symptômes traitement unité usage usages utilité valeur",
        "es": "aplicaciones aplicación autor beneficio beneficios capital característica características causa causas"
        " consecuencia consecuencias definición desventaja desventajas diagnóstico dosis efecto efectos ejemplo ejemplos"
        " estructura fecha forma funciones función fórmula lugar límite límites mecanismo objetivo objetivos origen"
        " propiedad propiedades propósito razones razón resultado resultados riesgo riesgos significado signo símbolo"
        " síntoma síntomas tratamiento unidad uso usos valor ventaja ventajas",
        "sv": "användning användningar behandling betydelse biverkan biverkningar datum diagnos dos effekt effekter egenskap"
        " egenskaper enhet exempel form formel funktion funktioner följd följder fördel fördelar förekomst huvudstad"
        " indikation indikationer kontraindikation kontraindikationer läge mekanism mål nackdel nackdelar orsak orsaker"
        " plats resultat risk risker roll storlek struktur syfte symbol symtom tecken uppbyggnad uppgift ursprung utseende"
        " verkan värde",
        "it": "applicazione applicazioni autore capitale caratteristica caratteristiche causa cause conseguenza conseguenze"
        " data definizione diagnosi dose effetti effetto esempi esempio forma formula funzione funzioni limite limiti"
        " luogo meccanismo obiettivi obiettivo origine proprietà ragione ragioni rischi rischio risultati risultato ruolo"
        " scopo segni segno significato simbolo sintomi sintomo struttura svantaggi svantaggio terapia unità usi uso"
        " valore vantaggi vantaggio",
    }
)
_QUESTION_LABELS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "q question",
        "de": "frage",
        "fr": "question",
        "es": "pregunta p",
        "sv": "fråga",
        "it": "domanda",
        "pt": "pergunta",
        "nl": "vraag",
    }
)
_ANSWER_LABELS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "a answer",
        "de": "antwort",
        "fr": "réponse",
        "es": "respuesta r",
        "sv": "svar",
        "it": "risposta",
        "pt": "resposta",
        "nl": "antwoord",
    }
)
QUESTION_LABELS = frozenset(chain.from_iterable(words.split() for words in _QUESTION_LABELS_BY_LANGUAGE.values()))
ANSWER_LABELS = frozenset(chain.from_iterable(words.split() for words in _ANSWER_LABELS_BY_LANGUAGE.values()))
_LABELS_BY_LANGUAGE = MappingProxyType(
    {
        "en": "def definition thm theorem lemma cor corollary prop proposition claim axiom remark rem rule exception fact",
        "de": "def definition satz lemma korollar behauptung bemerkung merksatz merke regel ausnahme",
        "fr": "déf définition théorème lemme corollaire proposition remarque règle exception",
        "es": "def definición teorema lema corolario proposición observación regla excepción",
        "sv": "def definition sats lemma korollarium anmärkning regel undantag",
        "it": "def definizione teorema lemma corollario proposizione osservazione regola eccezione",
        "pt": "def definição teorema lema corolário proposição observação regra exceção",
        "nl": "def definitie stelling lemma gevolg opmerking regel uitzondering",
    }
)
_ASIDES_BY_LANGUAGE = MappingProxyType(
    {
        "en": "proof todo to-do tbd fixme see also cf source sources homework assignment next week up prev previous",
        "de": "beweis todo siehe auch quelle quellen hausaufgabe hausaufgaben offen noch nächste woche",
        "fr": "preuve démonstration todo voir aussi source devoir devoirs semaine prochaine prochain",
        "es": "demostración prueba todo véase fuente deberes tarea próxima semana",
        "sv": "bevis todo se även källa läxa nästa vecka",
        "it": "dimostrazione todo vedi anche fonte compiti prossima settimana",
        "pt": "demonstração prova todo ver também fonte fontes tarefa próxima semana",
        "nl": "bewijs todo zie ook bron bronnen huiswerk volgende week",
    }
)
LABELS = frozenset(chain.from_iterable(words.split() for words in _LABELS_BY_LANGUAGE.values()))
ASIDES = frozenset(chain.from_iterable(words.split() for words in _ASIDES_BY_LANGUAGE.values()))
ASPECTS = frozenset(["exception", "ausnahme", "excepción", "undantag", "eccezione", "exceção", "uitzondering"])
"""Labels that name a part of what stands above them."""
DEFINING = frozenset(["def", "definition", "déf", "définition", "definición", "definizione", "definição", "definitie"])
"""Labels of what says what the name above them means."""
YES_AND_NO = frozenset(
    [*"✓✔✗✘x+-–", "ja", "nein", "nej", "nee", "no", "non", "não", "oui", "si", "sim", "sì", "sí", "yes"]
)
CRITERIA = frozenset(chain.from_iterable(words.split() for words in _CRITERIA_BY_LANGUAGE.values()))
"""What stands above the column that says in what the others are compared."""
KINDS = frozenset(["categories", "classes", "forms", "kinds", "sorts", "types", "varieties"])
"""What stands before the name of a thing that is divided, in English: ``types of muscle``."""
_LAWS = (
    "axiom conjecture doctrine dogma hypothesis inequality law lemma postulate principle rule theorem theory thesis thm"
)
PARTS_OF_LAWS = frozenset(["§", "§§", "art.", "article", "cl.", "clause", "amendment", "canon"])
"""What stands before the number of a part of a law, in English."""
LAWS = frozenset(_LAWS.split())
"""What says something and is known by a name, in English: ``Ohm's law``."""
ATTRIBUTES = MappingProxyType({name: frozenset(words.split()) for name, words in _ATTRIBUTES_BY_LANGUAGE.items()})
"""What one thing has of another, rather than a thing of its own, by language: a word of one means other things in others."""
QUALIFIERS = frozenset(
    [
        "basic",
        "chief",
        "classic",
        "common",
        "general",
        "important",
        "key",
        "long-term",
        "main",
        "major",
        "minor",
        "original",
        "other",
        "primary",
        "secondary",
        "short-term",
        "side",
        "standard",
        "typical",
        "usual",
    ]
)
"""What may stand before an attribute in English without making it a thing of its own."""
GOOD_AND_BAD = frozenset(chain.from_iterable(words.split() for words in _SIDES_BY_LANGUAGE.values()))
"""Names of what speaks for something and against it."""
ERAS = frozenset(["bc", "ad", "bce", "ce", "c", "ca"])
"""What stands beside a year in English notes: its era, or that it is uncertain."""
POINTING_ELSEWHERE = frozenset(
    chain.from_iterable(words.split(", ") for words in _POINTING_ELSEWHERE_BY_LANGUAGE.values())
)
"""What sends a reader to another place, before its name or number."""
OTHERS = frozenset(chain.from_iterable(words.split() for words in _OTHERS_BY_LANGUAGE.values()))
"""What the rest of several things is called by."""
IFS = frozenset(["if", "iff", "when", "wenn", "si", "se", "om", "als", "indien"])
"""What stands between something and when it is so, in a definition."""
SETS = frozenset(chain.from_iterable(words.split() for words in _SETS_BY_LANGUAGE.values()))
REFERENCES = frozenset(chain.from_iterable(words.split() for words in _REFERENCES_BY_LANGUAGE.values()))
STEPS = frozenset(chain.from_iterable(words.split() for words in _STEPS_BY_LANGUAGE.values()))
WEEKDAYS = frozenset(chain.from_iterable(words.split() for words in _WEEKDAYS_BY_LANGUAGE.values()))
MONTHS = frozenset(chain.from_iterable(words.split() for words in _MONTHS_BY_LANGUAGE.values()))
PLACES_IN_BOOKS = frozenset(chain.from_iterable(words.split() for words in _PLACES_IN_BOOKS_BY_LANGUAGE.values()))
"""What stands between a work and a number: chapters and pages. What is short has its full stop, as it means more without."""
OPEN_ENDS = frozenset(chain.from_iterable(words.split() for words in _OPEN_ENDS_BY_LANGUAGE.values()))
"""What hardly any phrase of a few words ends with; no single letters, as these are names too."""
_FIELDS = (
    "up down next prev previous related parent child children source sources tags tag aliases alias topic topics status"
    " type created author course area"
)
METADATA = frozenset(_FIELDS.split())
"""Names of fields that link or file a page (``up:: [[..]]``), as programs for notes have them."""
DURATIONS = tuple(sorted({word for words in _DURATIONS_BY_LANGUAGE.values() for word in words.split()}))
PRACTICE = frozenset(chain.from_iterable(words.split() for words in _PRACTICE_BY_LANGUAGE.values()))
