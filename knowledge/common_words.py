"""Which words does everybody use, so that they say little and are never a slip of the pen?"""

from typing import Final

# Words that hold a sentence together; they weigh little when an article is chosen.
FUNCTION_WORDS: Final = frozenset(
    """
a an the of to in on at for from by with without about into onto over under than and or but if so
as is am are was were be been being do does did done have has had having i you he she it we they
me my mine your yours his her hers our ours us their theirs them its this that these those there
here what which who whom whose how when where why can could will would shall should may might
must not no nor then just also too very some any all both each such only own same other more most
again please need want get help let hi hello hey dear thanks thank ok okay yes really still since
always never ever else already yet anymore suddenly currently actually maybe today yesterday
tomorrow morning week thing things something anything someone somebody somehow anyone there right
well after before while because via der die das den dem des ein eine einen einem einer und oder
aber ich du er sie es wir ihr mein meine meinen dein ist sind war bin hat habe haben wird werden
kann konnen wie was wer wo wann warum nicht kein keine auf aus bei mit nach von vor zu zum zur im
in am an fur uber il lo la gli le un uno una di da con su per tra fra e o ma che chi cosa come
dove quando perche non mi ti si ci vi mio mia tuo tua sono sei ho hai ha abbiamo avete hanno
posso puo devo del della dei bir bu su ve ile icin mi ne nasil nerede nicin var yok ben sen
""".split()  # noqa: SIM905 - a list of strings this long would hide the words
)

# Real words: a question that holds one means it, however near an article's word is spelled.
_EVERYDAY: Final = """
able above accept access accident account across act action active actual add address adult
advice affect afford afraid after afternoon against age agency agent ago agree ahead air airport
alarm album alert alive allow almost alone along already although always amazing amount angle
angry animal annual another answer ant anybody anyone anything anyway apart apartment apologize
app appear apple apply appointment approve april area argue arm army around arrange arrest arrive
art article artist ask asleep assist attach attack attempt attend attention audio august aunt
author auto autumn available average avoid awake award aware away awful baby back bad badge bag
bake balance ball ban band bank bar bare base basic basket bath battery beach bean bear beat
beautiful became because become bed bedroom beer before began begin behave behind believe bell
belong below belt bench beside best bet better between beyond bicycle big bike bill bird birth
birthday bit bite black blame blank blanket bless blind block blood blow blue board boat body
boil bomb bone bonus book boot border bored boring born borrow boss bother bottle bottom bought
bowl box boy brain branch brand brave bread break breakfast breath breathe bridge brief bright
bring broke broken brother brought brown brush budget bug build building built burn bus business
busy butter button buy cable cafe cake calendar call calm came camera camp cancel cancer candle
candy cap capital car card care careful carry case cash cat catch caught cause cell center
central century certain chain chair challenge chance change channel chapter character charge
chart chase chat cheap cheat check cheer cheese chef chest chicken child children chip chocolate
choice choose chose church cinema circle citizen city claim class classic clean clear clerk
clever click client climb clock close closed cloth clothes cloud club coach coal coast coat code
coffee coin cold collar collect college color colour come comfort comment common community
company compare compete complain complete computer concern concert condition confirm connect
consider contact contain content contest context continue contract control cook cookie cool copy
corn corner correct cost cotton couch cough could count country couple courage course court
cousin cover cow crash crazy cream create credit crew crime crop cross crowd cry culture cup
current customer cut cute cycle dad daily damage dance danger dare dark data date daughter day
dead deaf deal dear death debt decide deep defeat degree delay delete deliver demand dentist deny
depend deposit depth desert design desire desk detail device did die diet differ different
difficult dinner direct dirt dirty disable discount discover discuss disease dish disk display
distance divide doctor dog dollar done door double doubt down download draft drag drain draw
dream dress drink drive driver drop drove drug dry duck due dumb during dust duty each eager ear
early earn earth east easy eat edge edit educate effect effort egg eight either elect electric
element else email emergency empire employ empty enable end enemy energy engine english enjoy
enough enter entire entry equal error escape especially essay estate even evening event ever
every exact exam example excellent except exchange excite excuse exercise exist exit expand
expect expense expensive expert expire explain express extend extra eye face fact fail fair fake
fall false fame family famous fan far farm fashion fast fat father fault favor favorite fear
feature february fee feed feel feet fell felt female fence fetch fever few field fight figure
file fill film final finance find fine finger finish fire firm first fish fit five fix flag flat
flight float flood floor flow flower fly focus fold folder follow food fool foot football force
foreign forest forever forget forgive forgot fork form formal format former forty forward fought
found four fox frame free freeze french fresh friday fridge friend from front frozen fruit full
fun fund funny fur future gain game garage garden gas gate gather gave general gentle german get
ghost giant gift girl give glad glass global glove go goal god gold golf gone good got govern
grade grand grandma grandpa grape grass gray great green greet grew ground group grow guard guess
guest guide guilt guitar gun guy gym habit hair half hall ham hand handle hang happen happy
harbor hard harm hat hate have head heal health hear heart heat heavy held help hence her here
hero hide high hill him hire history hit hobby hold hole holiday home honest honey hook hope
horse hospital hot hotel hour house huge human hundred hung hungry hunt hurry hurt husband ice
icon idea ideal ill image imagine import improve inch include income increase indeed index
industry inform injury ink inside install instead insure intend interest internet interview
invest invite invoice iron island issue item jacket jail jam january jealous jeans job join joke
journey joy judge juice july jump june jury just keen keep kept key keyboard kick kid kidney kill
kind king kiss kitchen knee knew knife knock know known lab labor lack ladder lady laid lake lamp
land language laptop large last late later latest laugh launch laundry law lawn lawyer lay lazy
lead leader leaf league leak lean learn least leather leave lecture led left leg legal lemon lend
length less lesson letter level liar library license lie life lift light like limit line link
lion lip liquid list listen liter little live liver load loan local location lock log lonely long
look loose lord lose loss lost lot loud love low luck lucky lunch lung lying machine mad made
magazine magic mail main major make male mall man manage manager manner manual many map march
mark market marry mass master match material math matter maximum maybe mayor meal mean meant
measure meat media medical medicine medium meet melt member memory men menu mercy mess message
met metal meter method middle might mile milk million mind minor minute mirror miss mistake mix
mobile mode model modern moment monday money monitor monkey month mood moon moral more morning
mother motion motor mountain mouse mouth move movie mud murder muscle museum music myself nail
name narrow nation native nature near neat neck needle neighbor neither nerve nest net network
never new news next nice night nine nobody noise none noon normal north nose note nothing notice
november novel nowhere number nurse nut oak obey object obtain occur ocean october odd offer
office officer often oil old once one onion online open operate opinion option orange order organ
origin otherwise ought outside oven owe owner pack package page paid pain paint pair palace pale
pan panel panic pants paper parcel pardon parent park part partner party pass passport past path
patient pattern pause pay peace pen pencil penny people pepper per percent perfect perform
perhaps period permit person pet phone photo piano pick picture pie piece pig pile pill pillow
pilot pin pink pipe pizza place plain plan plane planet plant plastic plate play player pleasant
plenty plug plus pocket poem point poison pole police policy polite pool poor pop popular port
position possible post pot potato pound pour power practice pray prefer prepare present president
press pretty prevent price pride priest prince print prison private prize probably problem
process produce product profile profit program project promise proof proper protect proud prove
provide public pull pump punish pupil purchase pure purple purpose purse push put quality quarter
queen question queue quick quiet quit quite quote rabbit race radio rail rain raise ran range
rank rare rat rate rather raw reach react read ready real reason receipt receive recent recipe
record recover red reduce refer refund refuse region regret regular reject relate relax release
relief remain remember remind remote remove rent repair repeat replace reply report request
require rescue reset resist respect respond rest restart result retire return review reward rice
rich rid ride right ring rise risk river road rob rock role roll roof room root rope rose rough
round route row royal rub rubber rude ruin rule run rural rush sad safe said sail salad salary
sale salt sample sand sang sat satisfy saturday sauce save saw say scale scan scare scene
schedule school science scissors score scratch scream screen screw sea search season seat second
secret section secure see seed seek seem seen select self sell send senior sense sent sentence
separate series serious serve server service session set settle seven several sew sex shade
shadow shake shape share sharp she sheep sheet shelf shell shift shine ship shirt shock shoe
shoot shop short shot shoulder shout show shower shut shy sick side sight sign signal silent silk
silly silver similar simple since sing single sink sir sister sit site situation six size skill
skin skip skirt sky sleep slice slide slip slow small smart smell smile smoke smooth snake snow
soap social sock soft software soil sold soldier solid solve somebody someone something sometimes
son song soon sore sorry sort soul sound soup source south space spare speak special speech speed
spell spend spent spider spin spirit split spoil spoke spoon sport spot spread spring square
staff stage stair stamp stand standard star stare start state station stay steal steam steel step
stick still stock stole stomach stone stood stop store storm story stove straight strange street
strength stress stretch strike string strong stuck student study stuff stupid style subject
submit succeed success sudden suffer sugar suggest suit summer sun sunday super supper supply
support suppose sure surface surprise sweet swim switch system table tail take tale talk tall
tank tap tape target task taste taught tax taxi tea teach team tear tell temper ten tennis tent
term terrible test text than theater theme thick thief thin thing think third thirst thirty
thought thousand thread threat three threw throat through throw thumb thunder thursday ticket
tide tie tiger tight time tiny tip tire tired title toast today toe together toilet told tomato
tomorrow tone tongue tonight took tool tooth top topic total touch tough tour toward towel tower
town toy trace track trade traffic trail train training transfer translate trap travel treat tree
trial tribe trick trip trouble truck true trust truth try tube tuesday tune turn twelve twenty
twice twin two type ugly umbrella uncle understand unit until update upgrade upload upon upper
upset urgent use used useful user usual vacuum valid valley value van various vegetable verify
version video view village violin virus visa visit voice volume vote wage wait wake walk wall
wallet war warm warn wash waste watch water wave way weak wealth weapon wear weather web wedding
wednesday week weekend weigh weight welcome well went west wet whale wheat wheel where whether
while whisper white whole whose wide wife wild win wind window wine wing winter wipe wire wise
wish wolf woman women won wonder wood wool word wore work worker world worry worse worst worth
wound wrap write wrong wrote yard yeah year yell yellow yesterday yet young zero zone
"""
EVERYDAY_WORDS: Final = FUNCTION_WORDS | frozenset(_EVERYDAY.split())
