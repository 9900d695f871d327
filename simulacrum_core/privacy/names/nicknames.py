"""Short forms of first names, as people call each other."""

from __future__ import annotations

from collections.abc import Iterator

# A first name, or several of the same short forms before the colon, and the short forms.
TABLE = """
robert: rob bob bobby robbie bert | william: will bill billy willy liam wills | richard: rick rich ricky richie | james: jim jimmy jamie
john: johnny jon | jonathan: jon jonny | michael: mike mikey micha michi mischa | christopher: chris topher
christian: chris | christina christine: chris chrissy tina christel | nicholas nicolas nikolaus: nick nicky nico klaus
alexander: alex sascha sasha xander lex | alexandra: alex sandra sasha lexi ali | thomas: tom tommy | benjamin: ben benny benji
daniel: dan danny dani | david: dave davey | matthew: matt matty | matthias: matze hias mats | andrew: andy drew | andreas andrea: andi andy
anthony: tony ant | joseph: joe joey | joshua: josh | samuel samantha: sam sammy | edward: ed eddie ted teddy ned | charles: charlie chuck
george: georgie | gregory: greg | stephen steven: steve stevie | stefan stephan: steffen steff | stefanie stephanie: steffi steph
timothy: tim timmy | kenneth: ken kenny | lawrence laurence: larry | frederick friedrich: fred freddy fritz | philip philipp: phil
patrick patricia: pat paddy | peter: pete pit | zachary: zach zack | nathaniel nathan: nate nat | theodore: theo ted teddy
elizabeth elisabeth: liz lizzy beth betty lisa elli sissi betsy eliza | catherine katherine kathryn: kate katie cathy kathy kat kitty
katharina: kathi kathy käthe kati katha | margaret: maggie meg peggy madge | margarete: grete gretel gretchen | rebecca rebekka: becky becca
jennifer: jen jenny | jessica: jess jessie | victoria: vicky tori | deborah: deb debbie | susan susanne: sue susie susi sanne
abigail: abby gail | amanda: mandy | barbara: barb babs bärbel babsi | dorothy: dottie dolly | eleanor: ellie nell nora
emily emilia: emmy milly | isabella isabelle isabel: bella izzy isa | josephine: josie | kimberly: kim kimmy | madeleine: maddie maddy
natalie: nat | penelope: penny | gabriele gabriela gabrielle: gabi gaby | veronica veronika: vroni ronnie | theresa teresa: tess tessa resi terry
johannes: hannes hans | joachim: achim jochen | sebastian: basti seb bastian | maximilian: max maxi | dominik dominic: dom domi
florian: flo flori | tobias: tobi | manuel manuela: manu | ulrich ulrike: uli ulli | wolfgang: wolfi wolf | jürgen: jürg | günther: günni
heinrich: heinz heini | wilhelm: willi | ludwig: lutz wiggerl | leopold: poldi leo | leonard leonardo leonie: leo leon | valentin valentina: vali
johanna: hanna jojo hanne | franziska: franzi | magdalena: lena leni magda | helena helene: leni lena lene | angelika: geli angie | anneliese: liesl anne
juliane julia: jule juli | nadine: nadi | melanie: mel melli | jacqueline: jacky | michelle: mimi | marianne: mari | antonia antonio anton: toni tonio
francisco: paco pancho fran | josé jose: pepe chepe | ignacio: nacho | manuel: manolo lolo | rafael: rafa | alejandro alejandra: jandro | guadalupe: lupe
enrique: quique kike | eduardo: edu lalo | roberto: beto | alberto: beto | concepción: concha conchita | mercedes: merche | dolores: lola | rosario: charo
giuseppe: beppe peppe pino | francesco francesca: checco franci | giovanni: gianni nanni | luigi: gigi | salvatore: totò turi | lorenzo: renzo | alessandro alessandra: sandro
joão: joãozinho | luis luiz: lula | pedro: pedrinho | carlos: carlinhos | mateusz: mati | katarzyna: kasia kaśka kasieńka | małgorzata: gosia małgosia
anna: ania anka anusia anni annie | joanna: asia aśka | krzysztof: krzysiek krzyś | tomasz: tomek | piotr: piotrek | paweł: pawełek | jakub: kuba
stanisław: staszek | magdalena: magda | agnieszka: aga agusia | zofia: zosia | barbara: basia | maria: marysia | jan: janek jasiek | wojciech: wojtek | grzegorz: grzesiek
александр: саша шура саня сашка | александра: саша шура | алексей: лёша леша лёха леха | анна: аня анечка анюта нюша анька | анастасия: настя ася настенька
андрей: андрюша | антон: антоша тоша | борис: боря | валентин валентина: валя | василий: вася | виктор: витя | виктория: вика | владимир: вова володя вовка
владислав: влад владик | вячеслав: слава | галина: галя | григорий: гриша | дарья: даша дашка | дмитрий: дима митя димка | евгений евгения: женя | екатерина: катя катюша катька
елена: лена ленка леночка | елизавета: лиза | иван: ваня ванька | игорь: игорёк | илья: илюша | ирина: ира иришка | кирилл: киря | константин: костя | ксения: ксюша
любовь: люба | людмила: люда мила | маргарита: рита | мария: маша машка маруся | михаил: миша мишка | надежда: надя | наталья наталия: наташа ната | никита: ник | николай: коля
ольга: оля олька | павел: паша | роман: рома | светлана: света | сергей: серёжа сережа серёга серега | софья софия: соня | станислав: стас | степан: стёпа
татьяна: таня танька танюша | фёдор: федя | юлия: юля юлька | юрий: юра | яна: янка | ярослав: ярик
mehmet: memo | mustafa: musti | ibrahim: ibo | abdullah: apo | fatma: fatoş | ayşe: ayşo | süleyman: sülo
"""


def _read() -> dict[str, tuple[str, ...]]:
    """Short forms by the name, folded."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in TABLE.replace("\n", "|").split("|"):
        names, _, short = entry.partition(":")
        for name in names.split():
            found[name] = (*found.get(name, ()), *short.split())
    return found


SHORT = _read()


def nicknames(first: str) -> Iterator[str]:
    """What somebody of this first name, folded, is called by friends."""
    yield from SHORT.get(first, ())
